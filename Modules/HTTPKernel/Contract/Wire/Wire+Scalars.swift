public import SharedKernel

extension Wire {
    /// A value that crosses the wire as a string.
    /// - Parameters:
    ///   - parse: the value in a string, or `nil`.
    ///   - message: what is wrong when it is `nil`: "must be an RFC 3339 time".
    ///   - write: how the value is written; it must write one JSON string.
    package static func text(
        schema: WireSchema = .string(format: nil, minimum: nil, maximum: nil, pattern: nil), message: String,
        parse: @escaping @Sendable (String) -> Value?, write: @escaping @Sendable (Value, inout JSONWriter) -> Void
    ) -> Wire {
        @Sendable func convert(_ text: String, _ problems: inout WireProblems) -> Value? {
            guard let value = parse(text) else {
                problems.add(message)
                return nil
            }
            return value
        }
        return Wire(
            schema: schema, write: write,
            read: { node, problems in
                guard let text = node.string(&problems) else { return nil }
                return convert(text, &problems)
            },
            readText: convert)
    }

    /// A value that crosses the wire as a string, such as an e-mail address or a SKU.
    public static func text(
        length: ClosedRange<Int>? = nil, format: String? = nil, pattern: String? = nil, message: String,
        parse: @escaping @Sendable (String) -> Value?, print: @escaping @Sendable (Value) -> String
    ) -> Wire {
        .text(
            schema: .string(
                format: format, minimum: length?.lowerBound, maximum: length?.upperBound, pattern: pattern),
            message: message,
            parse: { text in
                if let length, !length.contains(text.unicodeScalars.count) { return nil }
                return parse(text)
            },
            write: { $1.string(print($0)) })
    }
}

extension Wire where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the type's cases, by its raw value.
    public static func choice() -> Wire {
        let names = Value.allCases.map(\.rawValue)
        return .text(
            schema: .choice(names), message: "must be one of \(names.joined(separator: ", "))",
            parse: { Value(rawValue: $0) }, write: { $1.string($0.rawValue) })
    }
}

extension String: WireType {
    public static var wire: Wire<String> {
        .text(message: "must be a string", parse: { $0 }, write: { $1.string($0) })
    }
}

extension Bool: WireType {
    public static var wire: Wire<Bool> {
        Wire(
            schema: .boolean, write: { $1.bool($0) }, read: { $0.bool(&$1) },
            readText: { text, problems in
                switch text {
                case "true": return true
                case "false": return false
                default:
                    problems.add("must be true or false")
                    return nil
                }
            })
    }
}

extension Int64: WireType {
    public static var wire: Wire<Int64> {
        Wire(
            schema: .integer(minimum: nil, maximum: nil), write: { $1.integer($0) }, read: { $0.integer(&$1) },
            readText: { text, problems in
                guard let value = Int64(text) else {
                    problems.add("must be a whole number")
                    return nil
                }
                return value
            })
    }
}

extension UniqueID: WireType {
    public static var wire: Wire<UniqueID> {
        .text(
            schema: .string(format: "uuid", minimum: nil, maximum: nil, pattern: nil), message: "must be a UUID",
            parse: { UniqueID($0) }, write: { $1.id($0) })
    }
}

extension Identifier: WireType {
    public static var wire: Wire<Identifier> {
        .text(
            schema: .string(format: "uuid", minimum: nil, maximum: nil, pattern: nil), message: "must be a UUID",
            parse: { UniqueID($0).map(Identifier.init) }, write: { $1.id($0.value) })
    }
}

extension Timestamp: WireType {
    public static var wire: Wire<Timestamp> {
        .text(
            schema: .string(format: "date-time", minimum: nil, maximum: nil, pattern: nil),
            message: "must be an RFC 3339 time, such as 2026-11-21T08:44:00.123Z",
            parse: { Timestamp(rfc3339: $0) }, write: { $1.time($0) })
    }
}

extension Currency: WireType {
    public static var wire: Wire<Currency> {
        .text(
            pattern: "^[A-Z]{3}$", message: "must be a currency code of three capital letters",
            parse: { Currency($0) }, print: { $0.code })
    }
}

extension Money: WireType {
    public static let wire = Wire<Money>.object(
        "Money", field("amount", \.amount, .range(0...Money.largestAmount)), field("currency", \.currency),
        make: Money.init)
}

extension Role: WireType {
    public static var wire: Wire<Role> { .choice() }
}
