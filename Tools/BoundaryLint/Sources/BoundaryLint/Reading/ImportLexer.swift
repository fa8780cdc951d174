/// The lexer would have to guess: the file goes to swift-syntax.
struct Undecided: Error {
    var line: Int
    var reason: String
}

/// Reads the imports of one file from its bytes, up to the last place that can hold one.
///
/// It knows comments, every string and regex literal form, interpolation, `#if`, attributes and access levels, and it
/// never guesses: whatever has two readings throws ``Undecided``.
struct ImportLexer {
    /// What stood before the current token, as far as the reading of the next one depends on it.
    enum Previous {
        case start, word, operand, attribute, dot, opening, comma, colon, brace, semicolon, prefix
    }

    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the last `import` begins.
    let limit: Int
    var position = 0
    var line = 1
    var lineStart = 0
    var imports: [ImportFact] = []
    var conditions: [ConditionFrame] = []
    var previous = Previous.start
    var previousWord = 0..<0
    var pendingAttributes: [String] = []
    var pendingAccess: String?
    var nesting = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    /// Every import, in order.
    mutating func read() throws(Undecided) -> [ImportFact] {
        skipFileHead()
        try lexCode(untilParenthesis: false)
        return imports
    }

    /// Lexes code to the limit, or up to and with the `)` that closes what the caller opened.
    mutating func lexCode(untilParenthesis: Bool) throws(Undecided) {
        var depth = 0
        nesting += 1
        defer { nesting -= 1 }
        if nesting > 60 { throw undecided("nesting this deep") }
        while position < bytes.count, untilParenthesis || position <= limit {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0B, 0x0C:
                position += 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                newline()
            case UInt8(ascii: "("):
                depth += 1
                mark(.opening)
            case UInt8(ascii: ")"):
                if untilParenthesis, depth == 0 {
                    position += 1
                    return
                }
                depth -= 1
                mark(.operand)
            default:
                try lexToken()
            }
        }
        if untilParenthesis { throw undecided("a parenthesis that is never closed") }
    }

    private mutating func lexToken() throws(Undecided) {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "/"): try lexSlash()
        case UInt8(ascii: "\""): try lexString(hashes: 0)
        case UInt8(ascii: "#"): try lexHash()
        case UInt8(ascii: "`"):
            _ = try backtickedName()
            endToken(.operand)
        case UInt8(ascii: "@"): try lexAttribute()
        case UInt8(ascii: "]"), UInt8(ascii: "}"): mark(.operand)
        case UInt8(ascii: "["): mark(.opening)
        case UInt8(ascii: ","): mark(.comma)
        case UInt8(ascii: ":"): mark(.colon)
        case UInt8(ascii: "{"): mark(.brace)
        case UInt8(ascii: ";"): mark(.semicolon)
        case UInt8(ascii: "\\"): mark(.prefix)
        case _ where byte.isDigit: lexNumber()
        case _ where byte.isWord: try lexWord()
        case _ where byte.isOperator: try lexOperator()
        default: throw undecided("a byte that no Swift token begins with")
        }
    }

    /// Steps over one byte that is a token of its own.
    @inline(__always)
    private mutating func mark(_ kind: Previous) {
        position += 1
        endToken(kind)
    }

    /// Notes what has just been read; attributes and access levels wait only for the very next declaration.
    @inline(__always)
    mutating func endToken(_ kind: Previous) {
        previous = kind
        if pendingAccess != nil { pendingAccess = nil }
        if !pendingAttributes.isEmpty { pendingAttributes = [] }
    }

    @inline(__always)
    func byte(at index: Int) -> UInt8 { index < bytes.count && index >= 0 ? bytes[index] : 0 }

    func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    func undecided(_ reason: String) -> Undecided { Undecided(line: line, reason: reason) }
}
