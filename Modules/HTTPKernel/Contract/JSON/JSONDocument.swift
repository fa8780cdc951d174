/// A JSON text (RFC 8259), checked whole and split into nodes that point into its bytes.
///
/// One pass checks the syntax, the depth and the UTF-8; values are converted only when a wire type asks for them.
package struct JSONDocument: Sendable {
    /// The deepest nesting that is read.
    package static let maximumDepth = 32

    let bytes: [UInt8]
    var nodes: [Node] = []

    enum Kind: UInt8, Sendable { case null, bool, number, string, array, object }

    struct Node: Sendable {
        let kind: Kind
        /// Strings only: whether there are escapes to resolve.
        var hasEscapes = false
        /// Where the value stands; of a string, what is between the quotes.
        let start: Int32
        var end: Int32 = 0
        /// The node after this value and all within it.
        var next: Int32 = 0
        /// Elements, or members of which each is a name and a value.
        var count: Int32 = 0
    }

    /// Why a text is no JSON document that is read here.
    package struct Malformed: Error, Equatable {
        /// What is wrong.
        package let message: String
        /// Where, in bytes from the start.
        package let offset: Int
    }

    /// Checks `bytes` and splits them.
    package init(_ bytes: [UInt8]) throws(Malformed) {
        self.bytes = bytes
        guard bytes.count < Int(Int32.max) else { throw Malformed(message: "is too long", offset: 0) }
        var parser = JSONParser(bytes: bytes)
        nodes = try parser.parse()
    }

    /// The outermost value.
    package var root: JSONNode { JSONNode(document: self, index: 0) }
}

/// One value in a document.
package struct JSONNode: Sendable {
    let document: JSONDocument
    let index: Int

    private var node: JSONDocument.Node { document.nodes[index] }

    private func child(at index: Int) -> JSONNode { JSONNode(document: document, index: index) }

    /// The string, with its escapes resolved.
    package func string(_ problems: inout WireProblems) -> String? {
        guard node.kind == .string else {
            problems.add("must be a string")
            return nil
        }
        return text
    }

    package func bool(_ problems: inout WireProblems) -> Bool? {
        guard node.kind == .bool else {
            problems.add("must be true or false")
            return nil
        }
        return document.bytes[Int(node.start)] == UInt8(ascii: "t")
    }

    /// A whole number. `3.0` is one (JSON Schema 2020-12, section 6.1.1), `3.5` and `1e99` are not.
    package func integer(_ problems: inout WireProblems) -> Int64? {
        guard node.kind == .number else {
            problems.add("must be a whole number")
            return nil
        }
        let digits = document.bytes[Int(node.start)..<Int(node.end)]
        if let value = Int64(String(decoding: digits, as: UTF8.self)) { return value }
        guard let value = Double(String(decoding: digits, as: UTF8.self)), let whole = Int64(exactly: value) else {
            problems.add("must be a whole number")
            return nil
        }
        return whole
    }

    /// The elements of an array.
    package func elements(_ problems: inout WireProblems) -> [JSONNode]? {
        guard node.kind == .array else {
            problems.add("must be an array")
            return nil
        }
        var elements: [JSONNode] = []
        elements.reserveCapacity(Int(node.count))
        var position = index + 1
        for _ in 0..<node.count {
            elements.append(child(at: position))
            position = Int(document.nodes[position].next)
        }
        return elements
    }

    /// The members of an object, in the order of `names`; `nil` for one that is absent. Unknown and repeated names are
    /// problems.
    func members(named names: [String], _ problems: inout WireProblems) -> [JSONNode?]? {
        guard let all = allMembers(&problems) else { return nil }
        var members = [JSONNode?](repeating: nil, count: names.count)
        for (name, node) in all {
            if let position = names.firstIndex(of: name) {
                members[position] = node
            } else {
                problems.add(name, "is not a known field")
            }
        }
        return members
    }

    /// The members of an object with free names. Repeated names are problems.
    func allMembers(_ problems: inout WireProblems) -> [(name: String, node: JSONNode)]? {
        guard node.kind == .object else {
            problems.add("must be an object")
            return nil
        }
        var members: [(name: String, node: JSONNode)] = []
        members.reserveCapacity(Int(node.count))
        var seen = Set<String>()
        var position = index + 1
        for _ in 0..<node.count {
            let name = child(at: position).text
            if seen.insert(name).inserted {
                members.append((name, child(at: position + 1)))
            } else {
                problems.add(name, "appears more than once")
            }
            position = Int(document.nodes[position + 1].next)
        }
        return members
    }

    private var text: String {
        let raw = document.bytes[Int(node.start)..<Int(node.end)]
        return node.hasEscapes ? JSONParser.unescape(raw) : String(decoding: raw, as: UTF8.self)
    }
}
