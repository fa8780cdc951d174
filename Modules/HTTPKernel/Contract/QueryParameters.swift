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

    /// Names that are not known, or that come twice, are problems.
    func refuseAllBut(_ names: [String], _ problems: inout WireProblems) {
        for name in values.keys.sorted() where !names.contains(name) {
            problems.add(name, "is not a known parameter")
        }
        for name in repeated where names.contains(name) { problems.add(name, "appears more than once") }
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
