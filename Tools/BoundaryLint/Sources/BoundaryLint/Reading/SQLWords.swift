/// Tells SQL from prose by its first words.
enum SQLWords {
    private static let statements: [StaticString] = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE"]
    private static let clauses: [StaticString] = [
        "WHERE", "ORDER BY", "GROUP BY", "LIMIT", "OFFSET", "HAVING", "UNION", "VALUES", "RETURNING", "ON CONFLICT",
        "SET", "FROM", "JOIN", "LEFT JOIN", "AND", "OR",
    ]

    /// Whether the file may hold SQL, or name the binding type. Cheap, and wrong only in the direction of yes.
    static func mayStand(in bytes: UnsafeBufferPointer<UInt8>, type: String) -> Bool {
        var type = type
        return type.withUTF8 { mayStand(in: bytes, type: $0) }
    }

    private static func mayStand(in bytes: UnsafeBufferPointer<UInt8>, type: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = type.first else { return false }
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                if opensSQL(bytes, after: index + 1) { return true }
            } else if byte == UInt8(ascii: "(") {
                if opensRawInterpolation(bytes, at: index) { return true }
            } else if byte == first, isWord(type, in: bytes, at: index) {
                return true
            }
        }
        return false
    }

    private static func isWord(
        _ word: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> Bool {
        guard start + word.count <= bytes.count else { return false }
        for offset in word.indices where bytes[start + offset] != word[offset] { return false }
        if start > 0, bytes[start - 1].isASCIIWord { return false }
        return start + word.count == bytes.count || !bytes[start + word.count].isASCIIWord
    }

    /// `\(raw: …)` or `\(unsafe…: …)`, in raw strings with number signs between backslash and parenthesis.
    private static func opensRawInterpolation(_ bytes: UnsafeBufferPointer<UInt8>, at parenthesis: Int) -> Bool {
        guard parenthesis > 0, [UInt8(ascii: "\\"), UInt8(ascii: "#")].contains(bytes[parenthesis - 1]) else {
            return false
        }
        var start = parenthesis + 1
        while start < bytes.count, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\n") {
            start += 1
        }
        return ByteSearch.matches(bytes, at: start, "raw") || ByteSearch.matches(bytes, at: start, "unsafe")
    }

    private static func opensSQL(_ bytes: UnsafeBufferPointer<UInt8>, after start: Int) -> Bool {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\""),
                UInt8(ascii: "("):
                index += 1
            case UInt8(ascii: "\\"):
                // An escape; behind an interpolation no statement begins.
                if ByteSearch.matches(bytes, at: index, "\\(") || ByteSearch.matches(bytes, at: index, "\\#") {
                    return false
                }
                index += 2
            case UInt8(ascii: "-"): return ByteSearch.matches(bytes, at: index, "--")
            case UInt8(ascii: "/"): return ByteSearch.matches(bytes, at: index, "/*")
            default:
                return statements.contains { beginsIgnoringCase(bytes, at: index, $0) }
                    || clauses.contains { ByteSearch.matches(bytes, at: index, $0) }
            }
        }
        return false
    }

    private static func beginsIgnoringCase(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, _ word: StaticString)
        -> Bool
    {
        let count = word.utf8CodeUnitCount
        guard start + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[start + offset] & 0xDF != word.utf8Start[offset] { return false }
        return true
    }

    /// Whether a literal's text is a statement: it begins with one of the words in capitals, or in any case with the
    /// rest of the phrase after it, so that "Update your address" stays prose.
    static func isStatement(_ tokens: [SQLToken]) -> Bool {
        guard let start = tokens.firstIndex(where: { $0 != .symbol("(") }) else { return false }
        let rest = tokens[start...]
        guard case .word(let first)? = rest.first, rest.count > 1 else { return false }
        if ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE"].contains(first) { return true }
        let second = rest.dropFirst().first?.upper
        switch first.uppercased() {
        case "SELECT": return rest.contains { $0.upper == "FROM" }
        case "INSERT", "MERGE": return second == "INTO"
        case "DELETE": return second == "FROM"
        case "UPDATE": return rest.dropFirst(2).prefix(5).contains { $0.upper == "SET" }
        case "WITH": return rest.contains { $0.upper == "AS" } && rest.contains(.symbol("("))
        default: return false
        }
    }

    /// Whether a literal's text goes on with a statement that began elsewhere: `" WHERE id = "`.
    static func isClause(_ tokens: [SQLToken]) -> Bool {
        guard case .word(let first)? = tokens.first else { return false }
        let second = tokens.dropFirst().first?.upper
        switch first {
        case "ORDER", "GROUP": return second == "BY"
        case "LEFT": return second == "JOIN"
        case "ON": return second == "CONFLICT"
        case "WHERE", "LIMIT", "VALUES", "RETURNING", "SET", "FROM", "JOIN", "AND", "OR", "OFFSET", "HAVING", "UNION":
            return true
        default: return false
        }
    }
}
