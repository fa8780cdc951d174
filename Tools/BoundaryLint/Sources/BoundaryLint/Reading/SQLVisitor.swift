import SwiftSyntax

/// Collects what a file does with SQL.
final class SQLVisitor: SyntaxVisitor {
    var facts: [SQLFact] = []
    private let type: String
    private let locations: SourceLocationConverter

    /// - Parameter type: the type whose literals bind their interpolations.
    init(type: String, _ locations: SourceLocationConverter) {
        self.type = type
        self.locations = locations
        super.init(viewMode: .sourceAccurate)
    }

    override func visit(_ node: StringLiteralExprSyntax) -> SyntaxVisitorContinueKind {
        var text = ""
        var isInterpolated = false
        for segment in node.segments {
            switch segment {
            case .stringSegment(let plain): text += Self.unescaped(plain.content.text, in: node)
            case .expressionSegment(let expression):
                isInterpolated = true
                text.append(SQLTokens.parameter)
                noteRaw(expression)
            }
        }
        let tokens = SQLTokens.read(text)
        let context = LiteralContext(node, sqlType: type)
        let isStatement = SQLWords.isStatement(tokens)
        if context.isConcatenated, isStatement || SQLWords.isClause(tokens) { add(.concatenation, node) }
        guard isStatement || context.type == type else { return .visitChildren }
        add(.statement, node)
        if context.type == "String", isInterpolated || context.isFormat { add(.plainString, node) }
        if SQLTokens.hasStar(tokens) { add(.star, node) }
        for table in SQLTokens.tables(tokens) { add(.table(table), node) }
        return .visitChildren
    }

    /// The text as the database sees it, as far as it matters to SQL: quotes and line ends.
    private static func unescaped(_ text: String, in literal: StringLiteralExprSyntax) -> String {
        guard literal.openingPounds == nil, text.contains("\\") else { return text }
        return text.replacing("\\\"", with: "\"").replacing("\\n", with: "\n").replacing("\\t", with: "\t")
    }

    private func noteRaw(_ segment: ExpressionSegmentSyntax) {
        guard let label = segment.expressions.first?.label?.text, Self.isRaw(label) else { return }
        add(.rawInterpolation(label), segment)
    }

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
        if let call = rawCall(node) { add(.rawCall(call), node) }
        return .visitChildren
    }

    /// `SQL(raw: …)`, `SQL.init(raw: …)`, `SQL.raw(…)`, and `SQL(stringLiteral:)` of what is no literal.
    private func rawCall(_ node: FunctionCallExprSyntax) -> String? {
        let first = node.arguments.first
        let label = first?.label?.text ?? ""
        let callee = node.calledExpression
        let isInitializer: Bool
        if let name = callee.as(DeclReferenceExprSyntax.self)?.baseName.text {
            isInitializer = name == type
        } else if let member = callee.as(MemberAccessExprSyntax.self), isType(member.base) {
            let name = member.declName.baseName.text
            if Self.isRaw(name) { return "\(type).\(name)(…)" }
            isInitializer = name == "init"
        } else if let member = callee.as(MemberAccessExprSyntax.self), member.declName.baseName.text == type {
            isInitializer = true
        } else {
            return nil
        }
        guard isInitializer else { return nil }
        if Self.isRaw(label) { return "\(type)(\(label): …)" }
        let isLiteral = first?.expression.is(StringLiteralExprSyntax.self) ?? true
        return label.hasPrefix("string") && !isLiteral ? "\(type)(\(label): …)" : nil
    }

    private func isType(_ base: ExprSyntax?) -> Bool {
        if let name = base?.as(DeclReferenceExprSyntax.self)?.baseName.text { return name == type }
        return base?.as(MemberAccessExprSyntax.self)?.declName.baseName.text == type
    }

    private static func isRaw(_ label: String) -> Bool { label == "raw" || label.hasPrefix("unsafe") }

    private func add(_ kind: SQLFact.Kind, _ node: some SyntaxProtocol) {
        let location = locations.location(for: node.positionAfterSkippingLeadingTrivia)
        facts.append(SQLFact(kind: kind, line: location.line, column: location.column))
    }
}
