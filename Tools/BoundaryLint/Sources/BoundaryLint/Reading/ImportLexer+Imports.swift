extension ImportLexer {
    /// The word `import`, just read: a declaration, a label, or a name out of place.
    mutating func lexImport(at word: Range<Int>) throws(Undecided) {
        switch previous {
        case .dot:
            return endToken(.operand)
        case .opening, .comma:
            guard try isLabel() else { throw undecided("`import` where a value is expected") }
            return endToken(.operand)
        case .colon, .prefix:
            throw undecided("`import` where a value is expected")
        case .word where Words.takesName(bytes, previousWord):
            throw undecided("`import` where a name is expected")
        case .start, .word, .operand, .attribute, .brace, .semicolon:
            try readImport()
        }
    }

    /// Whether a `:` follows, straight away or after a second name: `f(import: x)`, `f(import module: X)`.
    private func isLabel() throws(Undecided) -> Bool {
        var ahead = self
        try ahead.skipTrivia()
        if ahead.byte(at: ahead.position).isWord {
            while ahead.byte(at: ahead.position).isWord { ahead.position += 1 }
            try ahead.skipTrivia()
        }
        return ahead.byte(at: ahead.position) == UInt8(ascii: ":")
    }

    /// The rest of the declaration: the kind, then the dotted name.
    private mutating func readImport() throws(Undecided) {
        let (attributes, access) = (pendingAttributes, pendingAccess)
        try skipTrivia()
        var kind: String?
        if let word = plainWord(), Words.importKind(bytes, word) {
            kind = text(word)
            position = word.upperBound
            try skipTrivia()
        }
        let (line, column) = (self.line, position - lineStart + 1)
        var path = [try nameComponent()]
        while try continuesPath() { path.append(try nameComponent()) }
        imports.append(
            ImportFact(
                module: path[0], line: line, column: column, access: access, attributes: attributes, kind: kind,
                path: path, conditions: conditions.map(\.text)))
        endToken(.operand)
    }

    private func plainWord() -> Range<Int>? {
        var end = position
        while byte(at: end).isASCIIWord { end += 1 }
        return end > position ? position..<end : nil
    }

    private mutating func nameComponent() throws(Undecided) -> String {
        if byte(at: position) == UInt8(ascii: "`") { return try backtickedName() }
        guard let word = plainWord(), !bytes[word.lowerBound].isDigit, !byte(at: word.upperBound).isWord,
            !Words.isReserved(bytes, word)
        else { throw undecided("an import whose name is not plain") }
        position = word.upperBound
        return text(word)
    }

    /// Steps over the dot before a further component. Only a plain `.` on the same line is one for certain.
    private mutating func continuesPath() throws(Undecided) -> Bool {
        let before = (position, line, lineStart)
        try skipTrivia()
        let next = byte(at: position)
        if next == UInt8(ascii: "."), line == before.1 {
            position += 1
            try skipTrivia()
            return true
        }
        if next == UInt8(ascii: "."), line != before.1 { throw undecided("a name that goes on on the next line") }
        if next == UInt8(ascii: ":") { throw undecided("a module selector") }
        (position, line, lineStart) = before
        return false
    }
}
