import SwiftDiagnostics
import SwiftParser
import SwiftParserDiagnostics
import SwiftSyntax

/// Reads imports with swift-syntax: for the files that the hand lexer leaves open, and to compare it against.
enum SyntaxImportReader {
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ImportReading {
        let tree = Parser.parse(source: bytes)
        let locations = SourceLocationConverter(fileName: "", tree: tree)
        let visitor = ImportVisitor(locations)
        visitor.walk(tree)
        var reading = ImportReading(imports: visitor.imports)
        if tree.hasError {
            let first = ParseDiagnosticsGenerator.diagnostics(for: tree).first { $0.diagMessage.severity == .error }
            let line = first.map { $0.location(converter: locations).line } ?? 1
            let message = "cannot tell what the file imports: \(first?.message ?? "it does not parse")"
            reading.problems.append(ReadingProblem(line: line, message: message))
        }
        return reading
    }
}

private final class ImportVisitor: SyntaxVisitor {
    var imports: [ImportFact] = []
    private let locations: SourceLocationConverter

    init(_ locations: SourceLocationConverter) {
        self.locations = locations
        super.init(viewMode: .sourceAccurate)
    }

    override func visit(_ node: ImportDeclSyntax) -> SyntaxVisitorContinueKind {
        guard let module = node.path.first?.name else { return .skipChildren }
        let location = locations.location(for: module.positionAfterSkippingLeadingTrivia)
        imports.append(
            ImportFact(
                module: Self.plain(module), line: location.line, column: location.column,
                access: node.modifiers.map(\.name.text).first { Self.accessLevels.contains($0) },
                attributes: Self.names(node.attributes), kind: node.importKindSpecifier?.text,
                path: node.path.map { Self.plain($0.name) }, conditions: Self.conditions(above: Syntax(node))))
        return .skipChildren
    }

    private static let accessLevels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]

    private static func plain(_ token: TokenSyntax) -> String {
        let text = token.text
        return text.count > 2 && text.hasPrefix("`") && text.hasSuffix("`") ? String(text.dropFirst().dropLast()) : text
    }

    private static func names(_ attributes: AttributeListSyntax) -> [String] {
        attributes.flatMap { element -> [String] in
            switch element {
            case .attribute(let attribute): [attribute.attributeName.trimmedDescription]
            case .ifConfigDecl(let conditional): conditional.clauses.flatMap { names(in: $0) }
            }
        }
    }

    private static func names(in clause: IfConfigClauseSyntax) -> [String] {
        guard case .attributes(let attributes)? = clause.elements else { return [] }
        return names(attributes)
    }

    private static func conditions(above node: Syntax) -> [String] {
        var found: [String] = []
        var node = node
        while let parent = node.parent {
            if let clause = parent.as(IfConfigClauseSyntax.self) { found.insert(condition(of: clause), at: 0) }
            node = parent
        }
        return found
    }

    private static func condition(of clause: IfConfigClauseSyntax) -> String {
        var branches: [String] = []
        for other in clause.parent?.as(IfConfigClauseListSyntax.self) ?? [] {
            if let condition = other.condition {
                branches.append(ConditionFrame.normalized(condition.trimmedDescription))
            }
            if other.id == clause.id { return ConditionFrame.text(branches: branches, isElse: other.condition == nil) }
        }
        return ConditionFrame.text(branches: branches, isElse: false)
    }
}
