/// What `boundaries.yml` and the `module.yml` files say, before names are looked up in the package.
public struct Policy: Sendable {
    /// The folder that holds a folder for each module.
    var modulesFolder: Stated<String>
    /// `Contract`, `Live`, …: the folders of a module that hold one target each, and who may import it.
    var parts: [Part]
    var appsFolder: Stated<String>?
    var testsFolder: Stated<String>?
    /// Bottom to top.
    var layers: [Layer]
    var sql: SQLPolicy?
    /// Modules of the platform beyond those that are known anyway.
    var systemModules: [Stated<String>]
    var exceptions: [PolicyException]
    /// By module name.
    var modules: [String: ModulePolicy]
    /// By module name.
    var baselines: [String: Baseline] = [:]

    struct Part: Sendable, Hashable {
        var name: Stated<String>
        /// Parts of other modules, `apps` and `tests`.
        var importedBy: [Stated<String>]
        /// Parts of the same module, beyond those in `importedBy`.
        var own: [Stated<String>]
    }

    struct Layer: Sendable, Hashable {
        enum Siblings: Sendable, Hashable {
            case all
            case none
            case listed([String: [Stated<String>]])
        }

        var name: Stated<String>
        var modules: [Stated<String>]
        var siblings: Stated<Siblings>
        var folders: [FolderRule]
    }

    /// What the files of one folder inside a module may not do.
    struct FolderRule: Sendable, Hashable {
        /// Relative to the module's folder, as `Live/Service`.
        var folder: Stated<String>
        var never: [Stated<String>]
        /// Where `sql: none` stands.
        var noSQL: PolicyMark?
    }

    struct SQLPolicy: Sendable, Hashable {
        /// The type whose literals bind their interpolations.
        var type: Stated<String>
        /// Modules, and `tests`, that may build raw SQL.
        var rawAllowedIn: [Stated<String>]
        /// Where `sql:` stands.
        var mark: PolicyMark
    }
}

/// What one module's own `module.yml` says.
struct ModulePolicy: Sendable, Hashable {
    var mark: PolicyMark
    /// Targets of the module that count as its contract, where the folder does not say so.
    var contract: [Stated<String>]?
    /// Modules, layers, `apps`; nil where everybody whom the layers let may import it.
    var visibleTo: [Stated<String>]?
    var visibleToMark: PolicyMark
    var never: [Stated<String>]
    var folders: [Policy.FolderRule]
    /// Schemas, or single tables as `schema.table`.
    var tables: [Stated<String>]
    var owners: [Stated<String>]
    /// Where `strict: true` stands.
    var strict: PolicyMark?
}

/// A place where a rule is suspended for a while.
struct PolicyException: Sendable, Hashable {
    var mark: PolicyMark
    var target: Stated<String>
    var imports: Stated<String>
    var until: Stated<String>
    var reason: String
}
