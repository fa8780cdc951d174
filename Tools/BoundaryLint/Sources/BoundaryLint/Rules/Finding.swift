/// The rules, by the name that messages and exceptions call them.
public enum Rule: String, Sendable, CaseIterable {
    case undeclaredImport = "undeclared-import"
    case unusedDependency = "unused-dependency"
    case layerOrder = "layer-order"
    case siblings
    case contractOnly = "contract-only"
    case visibleTo = "visible-to"
    case never
    case folder
    case cycle
    case testable
    case exported
    case rawSQL = "raw-sql"
    case sqlFolder = "sql-folder"
    case selectStar = "select-star"
    case tableOwner = "table-owner"
    case exception
}

/// A violation: what, where, why, and what to do.
public struct Finding: Sendable, Hashable {
    public var rule: Rule
    /// Relative to the package's folder.
    public var path: String
    public var line: Int
    public var column: Int
    public var message: String
    public var why: String
    /// The policy's line that states the rule; nil for rules that hold for every package.
    public var statedAt: PolicyMark?
    public var remedy: String
    /// What an exception has to name to suspend it: the imported module, or the rule.
    var subject: String
}

/// Why an import is refused, before it is known where it stands.
struct Refusal {
    var rule: Rule
    var message: String
    var why: String
    var statedAt: PolicyMark?
    var remedy: String
}
