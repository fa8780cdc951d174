extension ImportLexer {
    /// Steps over a string literal whose opening quote stands at the position, after `hashes` number signs.
    mutating func lexString(hashes: Int) throws(Undecided) {
        let isMultiline = opensMultiline(hashes: hashes)
        position += isMultiline ? 3 : 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                if closesString(isMultiline: isMultiline, hashes: hashes) {
                    position += (isMultiline ? 3 : 1) + hashes
                    endToken(.operand)
                    return
                }
                position += 1
            case UInt8(ascii: "\\") where hasHashes(hashes, at: position + 1):
                position += 1 + hashes
                try skipEscape(isMultiline: isMultiline)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                guard isMultiline else { throw undecided("a string literal that does not end on its line") }
                newline()
            default:
                position += 1
            }
        }
        throw undecided("a string literal that is never closed")
    }

    /// Steps over what follows the backslash: one character, or an interpolation in parentheses.
    private mutating func skipEscape(isMultiline: Bool) throws(Undecided) {
        switch byte(at: position) {
        case UInt8(ascii: "("):
            position += 1
            let before = (previous, previousWord)
            previous = .opening
            try lexCode(untilParenthesis: true)
            (previous, previousWord) = before
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            guard isMultiline else { throw undecided("a string literal that does not end on its line") }
            newline()
        default:
            position += 1
        }
    }

    /// `"""`, but for a raw literal that closes again on the same line: `#"""#` is the string `"`.
    private func opensMultiline(hashes: Int) -> Bool {
        guard ByteSearch.matches(bytes, at: position, "\"\"\"") else { return false }
        guard hashes > 0 else { return true }
        var index = position + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n"), bytes[index] != UInt8(ascii: "\r") {
            if bytes[index] == UInt8(ascii: "\""), hasHashes(hashes, at: index + 1) { return false }
            index += 1
        }
        return true
    }

    private func closesString(isMultiline: Bool, hashes: Int) -> Bool {
        guard isMultiline else { return hasHashes(hashes, at: position + 1) }
        return ByteSearch.matches(bytes, at: position, "\"\"\"") && hasHashes(hashes, at: position + 3)
    }

    func hasHashes(_ count: Int, at start: Int) -> Bool {
        for offset in 0..<count where byte(at: start + offset) != UInt8(ascii: "#") { return false }
        return true
    }

    /// Steps over a regex literal between `#/` and `/#`, whose first number sign stands at the position.
    mutating func lexExtendedRegex(hashes: Int) throws(Undecided) {
        position += hashes + 1
        var lookahead = position
        while byte(at: lookahead) == UInt8(ascii: " ") || byte(at: lookahead) == UInt8(ascii: "\t") { lookahead += 1 }
        let first = byte(at: lookahead)
        let isMultiline = first == UInt8(ascii: "\n") || first == UInt8(ascii: "\r")
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "/") where hasHashes(hashes, at: position + 1):
                position += 1 + hashes
                endToken(.operand)
                return
            case UInt8(ascii: "\\") where !isBlank(byte(at: position + 1)):
                position += 2
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                guard isMultiline else { throw undecided("a regex literal that does not end on its line") }
                newline()
            default:
                position += 1
            }
        }
        throw undecided("a regex literal that is never closed")
    }
}
