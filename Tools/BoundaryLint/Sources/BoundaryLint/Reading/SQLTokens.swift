/// A piece of an SQL text. An interpolation is a `parameter`.
enum SQLToken: Sendable, Hashable {
    /// A word as it stands, or a quoted identifier without its quotes.
    case word(String)
    case symbol(Character)
    case literal
    case parameter

    var upper: String? { if case .word(let text) = self { text.uppercased() } else { nil } }
}

/// Takes SQL apart, roughly: words, symbols, literals; comments are dropped.
enum SQLTokens {
    /// What stands for an interpolation in a text that is to be taken apart.
    static let parameter: Character = "\u{1A}"

    static func read(_ text: String) -> [SQLToken] {
        var tokens: [SQLToken] = []
        var rest = Substring(text)
        while let first = rest.first {
            switch first {
            case _ where first.isWhitespace: rest.removeFirst()
            case parameter:
                rest.removeFirst()
                tokens.append(.parameter)
            case "-" where rest.hasPrefix("--"): rest = rest.drop { !$0.isNewline }
            case "/" where rest.hasPrefix("/*"):
                rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
            case "'":
                rest = rest.dropFirst().drop { $0 != "'" }.dropFirst()
                tokens.append(.literal)
            case "\"":
                let name = rest.dropFirst().prefix { $0 != "\"" }
                rest = rest.dropFirst(name.count + 2)
                tokens.append(.word(String(name)))
            case _ where first == "_" || first.isLetter || first.isNumber:
                let word = rest.prefix { $0 == "_" || $0.isLetter || $0.isNumber }
                rest = rest.dropFirst(word.count)
                tokens.append(.word(String(word)))
            default:
                rest.removeFirst()
                tokens.append(.symbol(first))
            }
        }
        return tokens
    }

    /// Whether `SELECT *` or `RETURNING *` decides what the statement answers with, or what it inserts. In a subquery it
    /// does not: there the columns are named around it, and a star around it is found itself.
    static func hasStar(_ tokens: [SQLToken]) -> Bool {
        var previous: String?
        // What each open parenthesis begins with.
        var groups: [String] = []
        var opens = true
        for token in tokens {
            if opens, let word = token.upper { groups.append(word) } else if opens { groups.append("") }
            opens = token == .symbol("(")
            if token == .symbol(")"), groups.count > 1 { groups.removeLast() }
            let isStar = token == .symbol("*") && (previous == "SELECT" || previous == "RETURNING")
            if isStar, groups.count == 1 || groups.last == "INSERT" { return true }
            if ["DISTINCT", "ALL"].contains(token.upper), previous == "SELECT" { continue }
            previous = token.upper
        }
        return false
    }

    /// The tables that are named with their schema where a table or a function stands: `orders.orders` in
    /// `FROM orders.orders o`, and not the column `o.id`.
    static func tables(_ tokens: [SQLToken]) -> [String] {
        var found: [String] = []
        var expectsTable = false
        var inList = false
        var index = 0
        while index < tokens.count {
            let token = tokens[index]
            switch token {
            case .word(let schema):
                let isName = index + 2 < tokens.count && tokens[index + 1] == .symbol(".")
                if isName, case .word(let table) = tokens[index + 2] {
                    let isCall = index + 3 < tokens.count && tokens[index + 3] == .symbol("(")
                    if expectsTable || isCall { found.append("\(schema).\(table)") }
                    index += 2
                    expectsTable = false
                } else if introducers.contains(schema.uppercased()) {
                    expectsTable = !isFromOfExpression(tokens, index)
                    inList = expectsTable && ["FROM", "USING"].contains(schema.uppercased())
                } else if !["ONLY", "LATERAL", "IF", "EXISTS", "NOT"].contains(schema.uppercased()) {
                    expectsTable = false
                    if listEnders.contains(schema.uppercased()) { inList = false }
                }
            case .symbol(","): expectsTable = inList
            case .symbol("("): break
            default:
                expectsTable = false
                if token == .symbol(")") { inList = false }
            }
            index += 1
        }
        return found
    }

    /// `IS DISTINCT FROM a.b` and `extract(epoch FROM a.b)`: an expression follows, not a table.
    private static func isFromOfExpression(_ tokens: [SQLToken], _ index: Int) -> Bool {
        guard tokens[index].upper == "FROM", index > 0, let previous = tokens[index - 1].upper else { return false }
        return previous == "DISTINCT" || (index > 1 && tokens[index - 2] == .symbol("(") && previous != "DELETE")
    }

    private static let introducers: Set<String> = [
        "FROM", "JOIN", "INTO", "UPDATE", "TABLE", "REFERENCES", "USING", "TRUNCATE", "COPY", "LOCK",
    ]
    private static let listEnders: Set<String> = [
        "WHERE", "ON", "SET", "GROUP", "ORDER", "LIMIT", "RETURNING", "SELECT", "VALUES", "HAVING", "UNION", "OFFSET",
    ]
}
