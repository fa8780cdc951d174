extension ImportLexer {
    /// `/`: a comment, a division, or what may be a regex literal, which is not for this lexer to decide.
    mutating func lexSlash() throws(Undecided) {
        switch byte(at: position + 1) {
        case UInt8(ascii: "/"):
            skipLine()
        case UInt8(ascii: "*"):
            try skipBlockComment()
        default:
            guard isDivision() else { throw undecided("a `/` that may open a regex literal") }
            position += 1
            // `x / /re/` and `a /= b`: the rest of the operator follows the slash.
            if byte(at: position) != UInt8(ascii: "/") { skipOperatorBytes() }
            endToken(.prefix)
        }
    }

    /// An operand before it, and blanks on both sides or none before it.
    private func isDivision() -> Bool {
        switch previous {
        case .operand: break
        case .word:
            let word = previousWord
            if Words.takesOperand(bytes, word) || bytes[word.upperBound - 1] >= 0x80 { return false }
        default: return false
        }
        guard position > 0, isBlank(bytes[position - 1]) else { return true }
        var after = position + 1
        while byte(at: after).isOperator { after += 1 }
        return isBlank(byte(at: after))
    }

    private mutating func skipOperatorBytes() {
        while byte(at: position).isOperator {
            if byte(at: position) == UInt8(ascii: "/"), byte(at: position + 1) == UInt8(ascii: "/") { return }
            if byte(at: position) == UInt8(ascii: "/"), byte(at: position + 1) == UInt8(ascii: "*") { return }
            position += 1
        }
    }

    /// An operator that does not begin with a slash, `.` and `->` among them.
    mutating func lexOperator() throws(Undecided) {
        let start = position
        try refuseMarkers()
        while byte(at: position).isOperator {
            if byte(at: position) == UInt8(ascii: "/") {
                let next = byte(at: position + 1)
                if next == UInt8(ascii: "/") || next == UInt8(ascii: "*") { break }
                throw undecided("a `/` inside an operator")
            }
            position += 1
        }
        let isPostfix =
            position == start + 1 && (bytes[start] == UInt8(ascii: "!") || bytes[start] == UInt8(ascii: "?"))
            && start > 0 && !isBlank(bytes[start - 1]) && (previous == .operand || previous == .word)
        if isPostfix {
            endToken(.operand)
        } else {
            endToken(bytes[position - 1] == UInt8(ascii: ".") ? .dot : .prefix)
        }
    }

    /// A merge conflict's markers and an editor's placeholders make a file that nobody can read for certain.
    private func refuseMarkers() throws(Undecided) {
        if ByteSearch.matches(bytes, at: position, "<#") { throw undecided("an editor placeholder") }
        guard position == lineStart else { return }
        for marker in ["<<<<<<<", "=======", ">>>>>>>", "|||||||"] as [StaticString]
        where ByteSearch.matches(bytes, at: position, marker) {
            throw undecided("a merge conflict marker")
        }
    }

    mutating func lexNumber() {
        while byte(at: position).isASCIIWord { position += 1 }
        endToken(.operand)
    }

    /// An identifier or a keyword; `import` among them.
    mutating func lexWord() throws(Undecided) {
        let start = position
        var isASCII = true
        while position < bytes.count, bytes[position].isWord {
            if bytes[position] >= 0x80 { isASCII = false }
            position += 1
        }
        let word = start..<position
        if !isASCII {
            // A blank outside ASCII may hide in what looks like one word here.
            guard !ByteSearch.contains(UnsafeBufferPointer(rebasing: bytes[word]), "import") else {
                throw undecided("`import` beside a character outside ASCII")
            }
        } else if word.count == 6, ByteSearch.matches(bytes, at: start, "import") {
            return try lexImport(at: word)
        } else if let access = Words.access(bytes, word), previous != .dot {
            pendingAccess = access
            (previous, previousWord) = (.attribute, word)
            return
        }
        previousWord = word
        endToken(.word)
    }

    /// The name between backticks, without them; raw identifiers may hold anything but a backtick and a line end.
    mutating func backtickedName() throws(Undecided) -> String {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "`") {
            if bytes[position] == UInt8(ascii: "\n") || bytes[position] == UInt8(ascii: "\r") { break }
            position += 1
        }
        guard byte(at: position) == UInt8(ascii: "`"), position > start else {
            throw undecided("a backtick that is never closed")
        }
        position += 1
        return text(start..<(position - 1))
    }

    /// `@name`, with what follows it in parentheses.
    mutating func lexAttribute() throws(Undecided) {
        position += 1
        let start = position
        while byte(at: position).isWord || byte(at: position) == UInt8(ascii: ".") { position += 1 }
        guard position > start else { throw undecided("an attribute without a name") }
        let name = text(start..<position)
        let waiting = (pendingAttributes + [name], pendingAccess)
        if byte(at: position) == UInt8(ascii: "(") {
            position += 1
            endToken(.opening)
            try lexCode(untilParenthesis: true)
        }
        endToken(.attribute)
        (pendingAttributes, pendingAccess) = waiting
    }
}
