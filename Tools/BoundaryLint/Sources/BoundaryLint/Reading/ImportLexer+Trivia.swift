extension ImportLexer {
    /// Steps over a byte-order mark and a `#!` line, which only the head of a file may hold.
    mutating func skipFileHead() {
        if ByteSearch.matches(bytes, at: 0, "\u{FEFF}") { position = 3 }
        if byte(at: position) == UInt8(ascii: "#"), byte(at: position + 1) == UInt8(ascii: "!") { skipLine() }
    }

    /// Steps over one line end: `\n`, `\r\n` or `\r`.
    mutating func newline() {
        if bytes[position] == UInt8(ascii: "\r"), byte(at: position + 1) == UInt8(ascii: "\n") { position += 1 }
        position += 1
        line += 1
        lineStart = position
    }

    /// Goes to the end of the line, and stays before it.
    mutating func skipLine() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n"), bytes[position] != UInt8(ascii: "\r") {
            position += 1
        }
    }

    /// Steps over a block comment, and over those nested in it.
    mutating func skipBlockComment() throws(Undecided) {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "/") where byte(at: position + 1) == UInt8(ascii: "*"):
                depth += 1
                position += 2
            case UInt8(ascii: "*") where byte(at: position + 1) == UInt8(ascii: "/"):
                depth -= 1
                position += 2
                if depth == 0 { return }
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                newline()
            default:
                position += 1
            }
        }
        throw undecided("a comment that is never closed")
    }

    /// Steps over blanks, line ends and comments.
    mutating func skipTrivia() throws(Undecided) {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0B, 0x0C:
                position += 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                newline()
            case UInt8(ascii: "/") where byte(at: position + 1) == UInt8(ascii: "/"):
                skipLine()
            case UInt8(ascii: "/") where byte(at: position + 1) == UInt8(ascii: "*"):
                try skipBlockComment()
            default:
                return
            }
        }
    }

    /// Whether nothing but blanks stands between the start of the line and `index`.
    func isFirstOnLine(_ index: Int) -> Bool {
        var index = index - 1
        while index >= lineStart {
            guard bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") else { return false }
            index -= 1
        }
        return true
    }

    func isBlank(_ byte: UInt8) -> Bool {
        switch byte {
        case 0, UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0B, 0x0C: true
        default: false
        }
    }
}
