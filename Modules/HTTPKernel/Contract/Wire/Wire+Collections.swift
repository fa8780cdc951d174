extension Optional: WireType where Wrapped: WireType {
    /// May be left out. `null` is refused: a value that is not there is not written.
    public static var wire: Wire<Wrapped?> { .optional(Wrapped.wire) }
}

extension Array: WireType where Element: WireType {
    /// A JSON array.
    public static var wire: Wire<[Element]> { .array(of: Element.wire) }
}

extension Dictionary: WireType where Key == String, Value: WireType {
    /// A JSON object with free names, written in the order of the names.
    public static var wire: Wire<[String: Value]> { .map(of: Value.wire) }
}

extension Wire {
    /// A value that may be left out.
    public static func optional<Wrapped>(_ wrapped: Wire<Wrapped>) -> Wire<Value> where Value == Wrapped? {
        var readText: (@Sendable (String, inout WireProblems) -> Value?)?
        if let read = wrapped.readText {
            readText = { text, problems in
                guard let value = read(text, &problems) else { return nil }
                return .some(value)
            }
        }
        var readQuery: (@Sendable (QueryParameters, inout WireProblems) -> Value?)?
        if let read = wrapped.readQuery {
            readQuery = { query, problems in
                guard let value = read(query, &problems) else { return nil }
                return .some(value)
            }
        }
        return Wire(
            schema: wrapped.schema,
            write: { value, writer in
                if let value { wrapped.write(value, &writer) } else { writer.null() }
            },
            read: { node, problems in
                guard let value = wrapped.read(node, &problems) else { return nil }
                return .some(value)
            },
            readText: readText,
            absent: .some(nil),
            isLeftOut: { $0 == nil },
            readQuery: readQuery)
    }

    /// Elements that are all alike.
    public static func array<Element>(of element: Wire<Element>) -> Wire<Value> where Value == [Element] {
        Wire(
            schema: .array(of: element.schema, minimum: nil, maximum: nil),
            write: { values, writer in
                writer.beginArray()
                for value in values {
                    writer.element()
                    element.write(value, &writer)
                }
                writer.endArray()
            },
            read: { node, problems in
                guard let nodes = node.elements(&problems) else { return nil }
                var values: [Element] = []
                values.reserveCapacity(nodes.count)
                var complete = true
                for (index, node) in nodes.enumerated() {
                    if let value = problems.within(index: index, { element.read(node, &$0) }) {
                        values.append(value)
                    } else {
                        complete = false
                    }
                }
                return complete ? values : nil
            })
    }

    /// An object with free names and values that are all alike.
    public static func map<Element>(of element: Wire<Element>, atMost maximum: Int? = nil) -> Wire<Value>
    where Value == [String: Element] {
        Wire(
            schema: .map(of: element.schema, maximum: maximum),
            write: { values, writer in
                writer.beginObject()
                for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                    writer.key(name)
                    element.write(value, &writer)
                }
                writer.endObject()
            },
            read: { node, problems in
                guard let members = node.allMembers(&problems) else { return nil }
                if let maximum, members.count > maximum {
                    problems.add("must have at most \(maximum) members")
                    return nil
                }
                var values: [String: Element] = [:]
                var complete = true
                for (name, node) in members {
                    if let value = problems.within(name, { element.read(node, &$0) }) {
                        values[name] = value
                    } else {
                        complete = false
                    }
                }
                return complete ? values : nil
            },
            readQuery: element.readText.map { membersReader($0, atMost: maximum) })
    }

    /// Reads the members of an object with free names from a query.
    private static func membersReader<Element>(
        _ readText: @escaping @Sendable (String, inout WireProblems) -> Element?, atMost maximum: Int?
    ) -> @Sendable (QueryParameters, inout WireProblems) -> Value? where Value == [String: Element] {
        return { query, problems in
            if let maximum, query.names.count > maximum {
                problems.add("must have at most \(maximum) members")
                return nil
            }
            var values: [String: Element] = [:]
            for name in query.names {
                guard let text = query[name] else { continue }
                values[name] = problems.within(name) { readText(text, &$0) }
            }
            return values.count == query.names.count ? values : nil
        }
    }
}

/// No body, no query, no answer.
public struct Nothing: WireType {
    /// There is only one.
    public init() {}

    public static let wire = Wire<Nothing>(
        schema: .nothing, write: { _, _ in }, read: { _, _ in Nothing() },
        readQuery: { query, problems in
            query.refuseAllBut([], &problems)
            return Nothing()
        })
}
