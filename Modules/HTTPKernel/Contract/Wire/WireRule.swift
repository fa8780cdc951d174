/// A rule that narrows what a field accepts; it is checked, and told in the schema.
public struct WireRule<Value: Sendable>: Sendable {
    @usableFromInline let narrow: @Sendable (Wire<Value>) -> Wire<Value>

    init(_ narrow: @escaping @Sendable (Wire<Value>) -> Wire<Value>) { self.narrow = narrow }
}

extension Wire {
    /// This description with another schema and one more check on every value that is read.
    func checked(
        _ schema: WireSchema, _ check: @escaping @Sendable (Value, inout WireProblems) -> Bool
    ) -> Wire<Value> {
        let read = read
        @Sendable func accepted(_ value: Value?, _ problems: inout WireProblems) -> Value? {
            guard let value, check(value, &problems) else { return nil }
            return value
        }
        var checkedText: (@Sendable (String, inout WireProblems) -> Value?)?
        if let readText { checkedText = { text, problems in accepted(readText(text, &problems), &problems) } }
        return Wire(
            schema: schema, write: write, read: { node, problems in accepted(read(node, &problems), &problems) },
            readText: checkedText, absent: absent, isLeftOut: isLeftOut, readQuery: readQuery)
    }
}

extension WireRule where Value == String {
    /// That many characters (Unicode scalars, as JSON Schema counts them).
    public static func length(_ range: ClosedRange<Int>) -> WireRule {
        WireRule { wire in
            guard case .string(let format, _, _, let pattern) = wire.schema else { return wire }
            return wire.checked(
                .string(format: format, minimum: range.lowerBound, maximum: range.upperBound, pattern: pattern)
            ) { value, problems in
                checkLength(value, range, &problems)
            }
        }
    }
}

extension WireRule where Value == String? {
    /// That many characters, where there is a value.
    public static func length(_ range: ClosedRange<Int>) -> WireRule {
        WireRule { wire in
            guard case .string(let format, _, _, let pattern) = wire.schema else { return wire }
            return wire.checked(
                .string(format: format, minimum: range.lowerBound, maximum: range.upperBound, pattern: pattern)
            ) { value, problems in
                value.map { checkLength($0, range, &problems) } ?? true
            }
        }
    }
}

private func checkLength(_ value: String, _ range: ClosedRange<Int>, _ problems: inout WireProblems) -> Bool {
    let length = value.unicodeScalars.count
    guard !range.contains(length) else { return true }
    problems.add(
        length < range.lowerBound
            ? (range.lowerBound == 1 ? "must not be empty" : "must have at least \(range.lowerBound) characters")
            : "must have at most \(range.upperBound) characters")
    return false
}

extension WireRule where Value == Int64 {
    /// A whole number in that range.
    public static func range(_ range: ClosedRange<Int64>) -> WireRule {
        WireRule { wire in
            wire.checked(.integer(minimum: range.lowerBound, maximum: range.upperBound)) { value, problems in
                checkRange(value, range, &problems)
            }
        }
    }
}

extension WireRule where Value == Int64? {
    /// A whole number in that range, where there is one.
    public static func range(_ range: ClosedRange<Int64>) -> WireRule {
        WireRule { wire in
            wire.checked(.integer(minimum: range.lowerBound, maximum: range.upperBound)) { value, problems in
                value.map { checkRange($0, range, &problems) } ?? true
            }
        }
    }
}

private func checkRange(_ value: Int64, _ range: ClosedRange<Int64>, _ problems: inout WireProblems) -> Bool {
    guard !range.contains(value) else { return true }
    problems.add(
        value < range.lowerBound ? "must be at least \(range.lowerBound)" : "must be at most \(range.upperBound)")
    return false
}

extension WireRule {
    /// That many elements.
    public static func count<Element>(_ range: ClosedRange<Int>) -> WireRule where Value == [Element] {
        WireRule { wire in
            guard case .array(let element, _, _) = wire.schema else { return wire }
            return wire.checked(.array(of: element, minimum: range.lowerBound, maximum: range.upperBound)) {
                value, problems in
                guard !range.contains(value.count) else { return true }
                problems.add(
                    value.count < range.lowerBound
                        ? (range.lowerBound == 1
                            ? "must not be empty" : "must have at least \(range.lowerBound) elements")
                        : "must have at most \(range.upperBound) elements")
                return false
            }
        }
    }
}
