import SwiftDiagnostics
import SwiftParser
import SwiftParserDiagnostics
import SwiftSyntax

/// Reads with swift-syntax what bytes alone do not tell: SQL, and comments that allow something.
enum ContentReader {
    struct Content {
        var sql: [SQLFact] = []
        var allowances: [Allowance] = []
        var problems: [ReadingProblem] = []
    }

    /// - Parameter sqlType: the binding type, or nil where no SQL is asked for.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, sqlType: String?) -> Content {
        let tree = Parser.parse(source: bytes)
        let locations = SourceLocationConverter(fileName: "", tree: tree)
        var content = Content()
        if let sqlType {
            let visitor = SQLVisitor(type: sqlType, locations)
            visitor.walk(tree)
            content.sql = visitor.facts
        }
        if ByteSearch.contains(bytes, "boundary:allow") {
            content.allowances = AllowanceReader.read(tree, locations)
        }
        if tree.hasError {
            let first = ParseDiagnosticsGenerator.diagnostics(for: tree).first { $0.diagMessage.severity == .error }
            let line = first.map { $0.location(converter: locations).line } ?? 1
            let message = "the file's SQL and exceptions cannot be checked: \(first?.message ?? "it does not parse")"
            content.problems.append(ReadingProblem(line: line, message: message))
        }
        return content
    }
}

/// Finds `boundary:allow` in line comments.
enum AllowanceReader {
    static func read(_ tree: SourceFileSyntax, _ locations: SourceLocationConverter) -> [Allowance] {
        var found: [Allowance] = []
        for token in tree.tokens(viewMode: .sourceAccurate) {
            var position = token.position
            for piece in token.leadingTrivia {
                add(piece, position, token: nil, locations, &found)
                position += piece.sourceLength
            }
            position = token.endPositionBeforeTrailingTrivia
            for piece in token.trailingTrivia {
                add(piece, position, token: token, locations, &found)
                position += piece.sourceLength
            }
        }
        return found
    }

    private static func add(
        _ piece: TriviaPiece, _ position: AbsolutePosition, token: TokenSyntax?, _ locations: SourceLocationConverter,
        _ found: inout [Allowance]
    ) {
        guard case .lineComment(let text) = piece else { return }
        let words = text.dropFirst(2).split(whereSeparator: \.isWhitespace)
        guard words.first == "boundary:allow" else { return }
        let location = locations.location(for: position)
        // In full: boundary:allow MODULE until DAY -- reason
        let isWhole = words.count >= 6 && words[2] == "until" && words[4] == "--"
        let day = isWhole ? CalendarDay(String(words[3])) : nil
        found.append(
            Allowance(
                subject: day == nil ? nil : String(words[1]), until: day, line: location.line, column: location.column,
                standsAlone: token == nil))
    }
}
