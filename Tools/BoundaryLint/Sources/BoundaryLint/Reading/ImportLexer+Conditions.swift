/// One `#if` that is still open: the conditions of its branches so far, the current one last.
struct ConditionFrame {
    var branches: [String]
    var isElse = false

    /// The current branch in words; see ``ImportFact/conditions``.
    var text: String { Self.text(branches: branches, isElse: isElse) }

    static func text(branches: [String], isElse: Bool) -> String {
        let denied = (isElse ? branches : branches.dropLast()).map { "!(\($0))" }
        guard !isElse, let current = branches.last else { return denied.joined(separator: " && ") }
        if denied.isEmpty { return current }
        return (denied + [current.contains("||") ? "(\(current))" : current]).joined(separator: " && ")
    }

    /// The condition on one line, with single blanks and without comments.
    static func normalized(_ raw: some StringProtocol) -> String {
        var words: [Substring] = []
        var rest = Substring(raw)
        while let start = rest.firstRange(ofComment: ()) {
            words += rest[..<start].split(whereSeparator: \.isWhitespace)
            let comment = rest[start...]
            if comment.hasPrefix("//") {
                rest = comment.drop { !$0.isNewline }
            } else {
                rest = comment.afterBlockComment()
            }
        }
        words += rest.split(whereSeparator: \.isWhitespace)
        return words.joined(separator: " ")
    }
}

extension Substring {
    fileprivate func firstRange(ofComment: Void) -> Index? {
        var index = startIndex
        while index < endIndex {
            let next = self.index(after: index)
            if self[index] == "/", next < endIndex, self[next] == "/" || self[next] == "*" { return index }
            index = next
        }
        return nil
    }

    fileprivate func afterBlockComment() -> Substring {
        var depth = 0
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix("/*") {
                depth += 1
                index = self.index(index, offsetBy: 2)
            } else if self[index...].hasPrefix("*/") {
                depth -= 1
                index = self.index(index, offsetBy: 2)
                if depth == 0 { return self[index...] }
            } else {
                index = self.index(after: index)
            }
        }
        return self[endIndex...]
    }
}

extension ImportLexer {
    /// `#`: a raw string, an extended regex, a conditional directive, or a macro's name.
    mutating func lexHash() throws(Undecided) {
        var end = position
        while byte(at: end) == UInt8(ascii: "#") { end += 1 }
        let hashes = end - position
        switch byte(at: end) {
        case UInt8(ascii: "\""):
            position = end
            return try lexString(hashes: hashes)
        case UInt8(ascii: "/"):
            return try lexExtendedRegex(hashes: hashes)
        default:
            break
        }
        let start = end
        while byte(at: end).isWord { end += 1 }
        guard hashes == 1, end > start else { throw undecided("a `#` that begins no token") }
        position = end
        try lexDirective(start..<end)
    }

    private mutating func lexDirective(_ word: Range<Int>) throws(Undecided) {
        let isCondition = word.count == 2 && ByteSearch.matches(bytes, at: word.lowerBound, "if")
        let isElseif = word.count == 6 && ByteSearch.matches(bytes, at: word.lowerBound, "elseif")
        let isElse = word.count == 4 && ByteSearch.matches(bytes, at: word.lowerBound, "else")
        let isEnd = word.count == 5 && ByteSearch.matches(bytes, at: word.lowerBound, "endif")
        guard isCondition || isElseif || isElse || isEnd else { return endToken(.operand) }
        // `#if` may stand around an attribute alone; what that does to the import is not for this lexer.
        guard pendingAttributes.isEmpty, pendingAccess == nil else { throw undecided("`#if` after an attribute") }
        if isCondition {
            conditions.append(ConditionFrame(branches: [try condition()]))
        } else {
            guard var frame = conditions.popLast() else { throw undecided("`#endif` without `#if`") }
            if isElseif { frame.branches.append(try condition()) }
            if isElse { frame.isElse = true }
            if !isEnd { conditions.append(frame) }
        }
        endToken(.semicolon)
    }

    /// The rest of the line. A condition that goes on on the next one is left to swift-syntax.
    private mutating func condition() throws(Undecided) -> String {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n"), bytes[position] != UInt8(ascii: "\r") {
            if ByteSearch.matches(bytes, at: position, "//") {
                skipLine()
            } else if ByteSearch.matches(bytes, at: position, "/*") {
                try skipBlockComment()
            } else {
                position += 1
            }
        }
        let text = ConditionFrame.normalized(self.text(start..<position))
        var ahead = self
        try ahead.skipTrivia()
        let goesOn =
            ["&&", "||", "!"].contains { text.hasSuffix($0) }
            || ByteSearch.matches(bytes, at: ahead.position, "&&")
            || ByteSearch.matches(bytes, at: ahead.position, "||")
            || ahead.byte(at: ahead.position) == UInt8(ascii: ")")
            || text.count(where: { $0 == "(" }) != text.count(where: { $0 == ")" })
        if text.isEmpty || goesOn { throw undecided("a condition over several lines") }
        let holdsImport = Array(text.utf8).withUnsafeBufferPointer { ByteSearch.lastImport(in: $0) != nil }
        if holdsImport { throw undecided("`import` on the line of a condition") }
        return text
    }
}
