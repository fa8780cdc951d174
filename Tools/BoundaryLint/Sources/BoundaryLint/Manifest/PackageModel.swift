/// A package as the rules see it: its targets with their files, and what each module name stands for.
public struct PackageModel: Sendable {
    /// The package's folder; every other path is relative to it.
    public let root: String
    public let targets: [PackageTarget]
    /// The products that direct dependencies offer, with the modules that each brings.
    var products: [ExternalProduct]
    /// Package.swift, for pointing at a line in it.
    var manifestText: String
    private var indexOfModule: [String: Int]
    private var indexOfName: [String: Int]

    init(root: String, targets: [PackageTarget], products: [ExternalProduct], manifestText: String) {
        self.root = root
        self.targets = targets
        self.products = products
        self.manifestText = manifestText
        let modules = targets.enumerated().flatMap { index, target in target.modules.map { ($0, index) } }
        indexOfModule = Dictionary(modules, uniquingKeysWith: { first, _ in first })
        indexOfName = Dictionary(
            targets.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The own target that a module name belongs to.
    func target(ofModule module: String) -> PackageTarget? { indexOfModule[module].map { targets[$0] } }

    func target(named name: String) -> PackageTarget? { indexOfName[name].map { targets[$0] } }
}

/// A target of the package itself.
public struct PackageTarget: Sendable {
    public enum Kind: String, Sendable { case regular, executable, test, system, binary, plugin, macro }

    public var name: String
    public var kind: Kind
    /// The names that it is imported by: one, but for a system library whose module map declares several.
    public var modules: [String]
    /// Its folder, relative to the package's.
    public var folder: String
    /// Its Swift files, relative to the package's folder, sorted.
    public var files: [String]
    /// Whether C, C++, Objective-C or assembly stands in it: its `#include`s are not read here.
    var hasForeignSources: Bool
    var dependencies: [ResolvedDependency]
}

/// A dependency of a target with the modules that it allows to import.
struct ResolvedDependency: Sendable, Hashable {
    var name: String
    var package: String?
    var modules: [String]
    /// False where nothing of it can be imported or has to be: plugins, macros, binaries, executables.
    var isImportable: Bool

    var manifestText: String {
        package.map { ".product(name: \"\(name)\", package: \"\($0)\")" } ?? "\"\(name)\""
    }
}

/// A product of another package.
struct ExternalProduct: Sendable, Hashable {
    var name: String
    var package: String
    var modules: [String]

    var manifestText: String { ".product(name: \"\(name)\", package: \"\(package)\")" }
}
