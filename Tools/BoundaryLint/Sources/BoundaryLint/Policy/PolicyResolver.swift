/// Looks up every name of a policy in the package.
struct PolicyResolver {
    var policy: Policy
    var package: PackageModel
    var errors: [PolicyError] = []
    private var places: [String: Place] = [:]

    init(policy: Policy, package: PackageModel) {
        self.policy = policy
        self.package = package
    }

    mutating func resolve() -> ResolvedPolicy {
        placeTargets()
        let layerOf = resolveLayers()
        let resolved = ResolvedPolicy(policy: policy, places: places, layerOf: layerOf)
        resolveParts()
        resolveFolders(resolved)
        resolveModuleFiles()
        resolveTables()
        resolveSQLAndExceptions()
        errors.sort { ($0.mark.path, $0.mark.line, $0.mark.column) < ($1.mark.path, $1.mark.line, $1.mark.column) }
        return resolved
    }

    var modules: Set<String> { Set(places.values.compactMap(\.module)) }

    mutating func fail(_ mark: PolicyMark, _ message: String) {
        errors.append(PolicyError(mark: mark, message: message))
    }

    private mutating func placeTargets() {
        let listed = Set(policy.layers.flatMap { $0.modules.map(\.value) })
        let apps = policy.appsFolder.map { folder in
            Set(package.targets.compactMap { Self.inside(folder.value, $0.folder)?.first })
        }
        for target in package.targets where target.kind != .test {
            if target.kind == .plugin {
                places[target.name] = .plugin
            } else if let inside = Self.inside(policy.modulesFolder.value, target.folder), let module = inside.first {
                places[target.name] = .module(module, part: part(of: target, in: module, inside))
            } else if let apps = policy.appsFolder, let inside = Self.inside(apps.value, target.folder) {
                places[target.name] = .app(inside.first ?? target.name)
            } else if let tests = policy.testsFolder, Self.inside(tests.value, target.folder) != nil {
                places[target.name] = .test(owner: nil)
            } else if listed.contains(target.name) {
                places[target.name] = .module(target.name, part: nil)
            } else {
                fail(
                    policy.modulesFolder.mark,
                    "target `\(target.name)` at \(target.folder) lies in none of the folders that the policy names; "
                        + "move it, or list it in a layer as a module of its own")
            }
        }
        let owners = modules.union(apps ?? [])
        for target in package.targets where target.kind == .test {
            let owner = target.name.hasSuffix("Tests") ? String(target.name.dropLast(5)) : ""
            places[target.name] = .test(owner: owners.contains(owner) ? owner : nil)
        }
    }

    /// Nil for the module's contract or a module that is one target.
    private func part(of target: PackageTarget, in module: String, _ inside: [String]) -> String? {
        if let contract = policy.modules[module]?.contract, contract.contains(where: { $0.value == target.name }) {
            return nil
        }
        return inside.count > 1 && !policy.parts.isEmpty ? inside[1] : nil
    }

    /// The components of `path` below `folder`, or nil where it lies elsewhere.
    private static func inside(_ folder: String, _ path: String) -> [String]? {
        guard path.hasPrefix(folder + "/") else { return nil }
        return path.dropFirst(folder.count + 1).split(separator: "/").map(String.init)
    }

    private mutating func resolveLayers() -> [String: Int] {
        var layerOf: [String: Int] = [:]
        let modules = modules
        for (index, layer) in policy.layers.enumerated() {
            for module in layer.modules {
                if !modules.contains(module.value) {
                    fail(module.mark, "the package has no module `\(module.value)`")
                } else if let other = layerOf[module.value] {
                    let name = policy.layers[other].name.value
                    fail(module.mark, "module `\(module.value)` stands in layer `\(name)` already")
                } else {
                    layerOf[module.value] = index
                }
            }
        }
        if let first = policy.layers.first {
            for module in modules.sorted() where layerOf[module] == nil {
                fail(first.name.mark, "module `\(module)` stands in no layer")
            }
        }
        return layerOf
    }

    private mutating func resolveParts() {
        for part in policy.parts {
            let isUsed = places.values.contains { if case .module(_, part.name.value) = $0 { true } else { false } }
            if !isUsed { fail(part.name.mark, "no target lies in a `\(part.name.value)` folder of a module") }
        }
        if let apps = policy.appsFolder,
            !places.values.contains(where: { if case .app = $0 { true } else { false } })
        {
            fail(apps.mark, "no target lies in `\(apps.value)`")
        }
    }

    private mutating func resolveFolders(_ resolved: ResolvedPolicy) {
        for layer in policy.layers {
            let folders = layer.modules.map { resolved.folder(ofModule: $0.value) }
            for rule in layer.folders { resolveFolder(rule, below: folders, of: "layer `\(layer.name.value)`") }
        }
        for (module, rules) in policy.modules.sorted(by: { $0.key < $1.key }) {
            for rule in rules.folders {
                resolveFolder(rule, below: [resolved.folder(ofModule: module)], of: "module `\(module)`")
            }
        }
    }

    private mutating func resolveFolder(_ rule: Policy.FolderRule, below folders: [String], of owner: String) {
        let prefixes = folders.map { "\($0)/\(rule.folder.value)/" }
        let exists = package.targets.contains { target in
            target.files.contains { file in prefixes.contains { file.hasPrefix($0) } }
        }
        if !exists {
            fail(
                rule.folder.mark, "the rule can match nothing: \(owner) has no Swift file under `\(rule.folder.value)/`"
            )
        }
        for name in rule.never { checkImportable(name) }
    }

    /// A name that some file of this package could import.
    mutating func checkImportable(_ name: Stated<String>) {
        let isKnown =
            package.target(ofModule: name.value) != nil || package.products.contains { $0.modules.contains(name.value) }
            || SystemModules.contains(name.value) || policy.systemModules.contains { $0.value == name.value }
        if !isKnown { fail(name.mark, "no module is called `\(name.value)`") }
    }
}
