import SwiftSyntax

/// What the code around a string literal says of its type, as far as syntax alone can tell.
struct LiteralContext {
    /// `String` or the binding type; nil where it cannot be told.
    var type: String?
    var isConcatenated = false
    var isFormat = false

    init(_ literal: StringLiteralExprSyntax, sqlType: String) {
        guard let parent = literal.parent else { return }
        if let list = parent.as(ExprListSyntax.self) {
            isConcatenated = list.contains {
                ["+", "+="].contains($0.as(BinaryOperatorExprSyntax.self)?.operator.text ?? "")
            }
            type = Self.castType(list) ?? Self.assignedType(list)
        } else if let argument = parent.as(LabeledExprSyntax.self) {
            let call = argument.parent?.parent?.as(FunctionCallExprSyntax.self)
            type = call?.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text
            if type == "String" { isFormat = argument.label?.text == "format" }
            if call == nil { type = Self.declaredType(around: Syntax(parent)) }
        } else {
            type = Self.declaredType(around: Syntax(literal))
        }
        if type != "String", type != sqlType { type = nil }
    }

    /// `"…" as String`.
    private static func castType(_ list: ExprListSyntax) -> String? {
        guard list.contains(where: { $0.is(UnresolvedAsExprSyntax.self) }) else { return nil }
        return list.last?.as(TypeExprSyntax.self).map { plain($0.type) }
    }

    /// A literal among operators is initializing something as well: `let text = flag ? "…" : "…"`.
    private static func assignedType(_ list: ExprListSyntax) -> String? {
        list.parent.flatMap { declaredType(around: $0) }
    }

    /// The type of the variable, parameter or function that the expression gives a value to.
    private static func declaredType(around node: Syntax) -> String? {
        guard let parent = node.parent else { return nil }
        if let initializer = parent.as(InitializerClauseSyntax.self) {
            if let binding = initializer.parent?.as(PatternBindingSyntax.self) {
                return binding.typeAnnotation.map { plain($0.type) } ?? "String"
            }
            return initializer.parent?.as(FunctionParameterSyntax.self).map { plain($0.type) }
        }
        if parent.is(ReturnStmtSyntax.self) { return returnedType(around: parent) }
        if let item = parent.as(CodeBlockItemSyntax.self), item.parent?.as(CodeBlockItemListSyntax.self)?.count == 1 {
            return returnedType(around: parent)
        }
        return nil
    }

    private static func returnedType(around node: Syntax) -> String? {
        var node = node
        while let parent = node.parent {
            if parent.is(ClosureExprSyntax.self) { return nil }
            if let function = parent.as(FunctionDeclSyntax.self) {
                return function.signature.returnClause.map { plain($0.type) }
            }
            if let binding = parent.as(PatternBindingSyntax.self) {
                return binding.typeAnnotation.map { plain($0.type) }
            }
            node = parent
        }
        return nil
    }

    private static func plain(_ type: TypeSyntax) -> String {
        if let optional = type.as(OptionalTypeSyntax.self) { return plain(optional.wrappedType) }
        if let member = type.as(MemberTypeSyntax.self) { return member.name.text }
        return type.trimmedDescription
    }
}
