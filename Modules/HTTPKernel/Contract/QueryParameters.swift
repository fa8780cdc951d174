/// The parameters of a query string, decoded.
package struct QueryParameters: Sendable {
    private var values: [String: String] = [:]
    private var repeated: [String] = []

    /// No parameters.
    package init() {}

    /// Decodes `a=1&b=two%20words`; `nil` when a percent escape or the UTF-8 in it is broken.
    package init?(_ query: Substring) {
        for pair in query.split(separator: "&", omittingEmptySubsequences: true) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
                return nil
            }
            if values.updateValue(value, forKey: name) != nil { repeated.append(name) }
        }
    }

    subscript(name: String) -> String? { values[name] }

    /// Every name, in order.
    var names: [String] { values.keys.sorted() }

    /// What is written as `name[member]=value`, by member; `nil` when there is none.
    func members(of name: String) -> QueryParameters? {
        var members = QueryParameters()
        for (key, value) in values {
            if let member = Self.member(of: name, in: key) { members.values[member] = value }
        }
        return members.values.isEmpty ? nil : members
    }

    /// Names that are not known, or that come twice, are problems.
    /// - Parameter objects: of the names, those of objects, which are known only with a member: `attributes[color]`.
    func refuseAllBut(_ names: [String], objects: [String] = [], _ problems: inout WireProblems) {
        func isKnown(_ name: String) -> Bool {
            names.contains(name) && !objects.contains(name) || objects.contains { Self.member(of: $0, in: name) != nil }
        }
        for name in values.keys.sorted() where !isKnown(name) { problems.add(name, "is not a known parameter") }
        for name in repeated where isKnown(name) { problems.add(name, "appears more than once") }
    }

    private static func member(of name: String, in key: String) -> String? {
        guard key.hasPrefix(name), key.hasSuffix("]"), key.dropFirst(name.count).first == "[" else { return nil }
        return String(key.dropFirst(name.count + 1).dropLast())
    }

    private static func decode(_ text: Substring) -> String? {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexadecimalDigit, let low = rest.popFirst()?.hexadecimalDigit else {
                    return nil
                }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit, of either case.
    package var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
