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
    case baseline

    /// What the rule asks for, in one sentence.
    public var summary: String {
        switch self {
        case .undeclaredImport: "Every import is declared among the target's dependencies in Package.swift."
        case .unusedDependency: "Every declared dependency is imported by a file of the target."
        case .layerOrder: "A module imports its own layer and those below it; nobody but tests imports an app."
        case .siblings: "Modules of one layer import each other only where the policy lists it."
        case .contractOnly: "Other modules import a module's contract and none of its other parts."
        case .visibleTo: "A module that names who sees it is imported by nobody else."
        case .never: "A module never imports what it swears off."
        case .folder: "Files of a folder never import what the policy keeps from it."
        case .cycle: "Contracts form no circle."
        case .testable: "Only a module's own tests import it with @testable."
        case .exported: "No target exports another module as its own."
        case .rawSQL: "Every value in SQL is a bind parameter."
        case .sqlFolder: "SQL stands only in the folders that are for it."
        case .selectStar: "SQL names the columns that it reads."
        case .tableOwner: "A table is named only by the module that owns it."
        case .baseline: "A baseline holds no more than what is there, and is gone by its day."
        case .exception: "An exception names module, day and reason, holds, and is needed."
        }
    }
}
