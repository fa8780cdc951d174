import Foundation

/// The packages that a package depends on, as they lie in its build folder.
struct ExternalPackages {
    var root: String
    var scratch: String
    var loader: ManifestLoader

    /// Every product of the direct dependencies that some target uses, with its modules.
    func products(for manifest: Manifest) throws(CheckProblem) -> [ExternalProduct] {
        if manifest.dependencies.isEmpty { return [] }
        let checkouts = try checkouts()
        var folders: [(identity: String, folder: String)] = []
        for dependency in manifest.dependencies {
            let folder = dependency.path ?? checkouts[dependency.identity.lowercased()]
            guard let folder, Folder.exists("\(folder)/Package.swift") else {
                // SwiftPM itself leaves out what no target uses.
                if !isUsed(dependency, in: manifest) { continue }
                throw CheckProblem(
                    path: "Package.swift", message: "the dependency `\(dependency.identity)` is not checked out",
                    remedy: "run `swift package resolve`")
            }
            folders.append((dependency.identity, folder))
        }
        let answers = InParallel.map(folders) { item in
            Result { () throws(CheckProblem) in try self.products(of: item.identity, in: item.folder) }
        }
        var products: [ExternalProduct] = []
        for answer in answers { products += try answer.get() }
        return products
    }

    /// Whether a target names a product of it; a product named without its package may come from any.
    private func isUsed(_ dependency: Manifest.PackageDependency, in manifest: Manifest) -> Bool {
        let own = Set(manifest.targets.map(\.name))
        return manifest.targets.contains { target in
            target.dependencies.contains { line in
                if line.kind == .target || (line.kind == .byName && own.contains(line.name)) { return false }
                return line.package.map { dependency.isCalled($0) } ?? true
            }
        }
    }

    private func products(of identity: String, in folder: String) throws(CheckProblem) -> [ExternalProduct] {
        let manifest = try loader.load(folder, identity: identity)
        var products: [ExternalProduct] = []
        for product in manifest.products {
            var modules: [String] = []
            for target in manifest.targets where product.targets.contains(target.name) {
                if ["plugin", "executable"].contains(target.type) { continue }
                // Without a folder the name alone decides; SwiftPM refuses such a package anyway.
                let found = TargetSources(root: folder, manifest: manifest).folder(of: target) ?? "."
                modules += ModuleNames.names(ofTarget: target.name, type: target.type, folder: found, root: folder)
            }
            products.append(ExternalProduct(name: product.name, package: identity, modules: modules))
        }
        return products
    }

    /// Where each package lies, by identity, as `workspace-state.json` in the build folder says.
    private func checkouts() throws(CheckProblem) -> [String: String] {
        let path = "\(scratch)/workspace-state.json"
        let data = FileManager.default.contents(atPath: path) ?? Data()
        guard let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let object = root["object"] as? [String: Any],
            let dependencies = object["dependencies"] as? [[String: Any]]
        else {
            throw CheckProblem(
                path: "Package.swift", message: "the package's dependencies are not resolved",
                remedy: "run `swift package resolve`")
        }
        var folders: [String: String] = [:]
        for dependency in dependencies {
            guard let reference = dependency["packageRef"] as? [String: Any],
                let identity = reference["identity"] as? String, let state = dependency["state"] as? [String: Any]
            else { continue }
            let subpath = dependency["subpath"] as? String ?? identity
            let folder =
                switch state["name"] as? String {
                case "fileSystem": state["path"] as? String ?? reference["location"] as? String
                case "edited": state["path"] as? String ?? "\(self.root)/Packages/\(subpath)"
                case "registryDownload": "\(scratch)/registry/downloads/\(subpath)"
                default: "\(scratch)/checkouts/\(subpath)"
                }
            folders[identity.lowercased()] = folder
        }
        return folders
    }
}
