import Foundation

/// Builds the model of a package from its manifest and from those of the packages that it takes products from.
public struct PackageLoader {
    public var root: String
    public var scratch: String

    /// - Parameters:
    ///   - root: the package's folder.
    ///   - scratch: its build folder, by default `.build` inside it.
    public init(root: String, scratch: String? = nil) {
        self.root = root
        self.scratch = scratch ?? "\(root)/.build"
    }

    /// The package, with every product that its targets name resolved to module names.
    public func load() throws(CheckProblem) -> PackageModel {
        let loader = ManifestLoader(cacheFolder: "\(scratch)/boundary-cache")
        let manifest = try loader.load(root, identity: "root")
        let products = try ExternalPackages(root: root, scratch: scratch, loader: loader).products(for: manifest)
        return try model(of: manifest, products: products)
    }

    /// The model of a manifest: its targets with their folders and files.
    func model(of manifest: Manifest, products: [ExternalProduct]) throws(CheckProblem) -> PackageModel {
        var targets: [PackageTarget] = []
        for target in manifest.targets {
            let found = try TargetSources(root: root, manifest: manifest).find(target)
            let names = ModuleNames.names(ofTarget: target.name, type: target.type, folder: found.folder, root: root)
            targets.append(
                PackageTarget(
                    name: target.name, kind: PackageTarget.Kind(rawValue: target.type) ?? .regular, modules: names,
                    folder: found.folder, files: found.files, hasForeignSources: found.hasForeignSources,
                    dependencies: []))
        }
        for (index, target) in manifest.targets.enumerated() {
            targets[index].dependencies = try target.dependencies.map { dependency throws(CheckProblem) in
                try resolve(dependency, of: target.name, own: targets, products: products, manifest: manifest)
            }
        }
        let text = FileBuffer.text("\(root)/Package.swift") ?? ""
        return PackageModel(root: root, targets: targets, products: products, manifestText: text)
    }

    private func resolve(
        _ dependency: Manifest.TargetDependency, of target: String, own: [PackageTarget],
        products: [ExternalProduct], manifest: Manifest
    ) throws(CheckProblem) -> ResolvedDependency {
        if dependency.kind != .product, let other = own.first(where: { $0.name == dependency.name }) {
            let isImportable = ![.plugin, .macro, .binary, .executable].contains(other.kind)
            return ResolvedDependency(name: other.name, modules: other.modules, isImportable: isImportable)
        }
        let identities = dependency.package.map { name in
            manifest.dependencies.filter { $0.isCalled(name) }.map(\.identity)
        }
        let product = products.first {
            $0.name == dependency.name && (identities == nil || identities!.contains($0.package))
        }
        guard let product else {
            throw CheckProblem(
                path: "Package.swift",
                message: "`\(dependency.name)`, which target `\(target)` depends on, is no target here and no product "
                    + "of a resolved dependency",
                remedy: "run `swift package resolve`, or mend the dependencies of `\(target)`")
        }
        let aliases = dependency.moduleAliases ?? [:]
        return ResolvedDependency(
            name: product.name, package: product.package, modules: product.modules.map { aliases[$0] ?? $0 },
            isImportable: !product.modules.isEmpty)
    }
}

extension Manifest.PackageDependency {
    /// Whether `.product(name:package:)` may call it so.
    func isCalled(_ name: String) -> Bool {
        identity.lowercased() == name.lowercased() || nickname == name
    }
}
