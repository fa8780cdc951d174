extension Mutator {
    /// Whether package and policy ask for anything that the rule could guard.
    func isStated(_ rule: Rule) -> Bool {
        if [.undeclaredImport, .unusedDependency, .testable, .exported, .exception].contains(rule) { return true }
        guard let resolved = checker.policy else { return false }
        let policy = resolved.policy
        let folders = policy.layers.flatMap(\.folders) + policy.modules.values.flatMap(\.folders)
        switch rule {
        case .layerOrder:
            let hasApps = resolved.places.values.contains { if case .app = $0 { true } else { false } }
            return hasApps || policy.layers.count { !$0.modules.isEmpty } > 1
        case .siblings: return policy.layers.contains { $0.modules.count > 1 && $0.siblings.value != .all }
        case .contractOnly:
            return checker.package.targets.contains { target in
                guard case .module(let module, _?)? = resolved.places[target.name] else { return false }
                return !ImportDecider(package: checker.package, policy: resolved).isContract(
                    resolved, target, of: module)
            }
        case .visibleTo: return policy.modules.values.contains { $0.visibleTo != nil }
        case .never: return policy.modules.values.contains { !$0.never.isEmpty }
        case .folder: return folders.contains { !$0.never.isEmpty }
        case .sqlFolder: return policy.sql != nil && folders.contains { $0.noSQL != nil }
        case .tableOwner: return policy.sql != nil && policy.modules.values.contains { !$0.tables.isEmpty }
        case .rawSQL, .selectStar: return policy.sql != nil
        case .cycle: return contractSamples.count > 1
        case .baseline: return resolved.places.values.contains { $0.module != nil }
        case .undeclaredImport, .unusedDependency, .testable, .exported, .exception: return true
        }
    }

    /// One contract file for each module.
    private var contractSamples: [(module: String, sample: Sample)] {
        guard let policy = checker.policy else { return [] }
        let decider = ImportDecider(package: checker.package, policy: policy)
        var seen: Set<String> = []
        return samples.compactMap { sample in
            guard let module = policy.places[sample.target.name]?.module,
                decider.isContract(policy, sample.target, of: module), seen.insert(module).inserted
            else { return nil }
            return (module, sample)
        }
    }

    /// Two contracts that import each other.
    func plantedCircle() -> Proof.Outcome {
        let contracts = contractSamples
        let (first, second) = (contracts[0].sample, contracts[1].sample)
        let importSecond = ImportFact(module: second.target.modules[0], line: 1, column: 1)
        let importFirst = ImportFact(module: first.target.modules[0], line: 1, column: 1)
        let planted = scanned.map { scanned in
            var scanned = scanned
            for index in scanned.files.indices {
                if scanned.files[index].path == first.file.path { scanned.files[index].imports.append(importSecond) }
                if scanned.files[index].path == second.file.path { scanned.files[index].imports.append(importFirst) }
            }
            return scanned
        }
        let before = count(.cycle, scanned)
        guard count(.cycle, planted) > before else { return .silent }
        return .fires(
            path: first.file.path, planted: "import \(importSecond.module), and the import back")
    }

    /// A target that declares one dependency more than it imports.
    func plantedDependency() -> Proof.Outcome {
        let before = count(.unusedDependency, scanned)
        for (index, target) in scanned.enumerated() {
            let taken = Set(target.files.flatMap(\.imports).map(\.module))
            for other in checker.package.targets where other.kind == .regular && other.name != target.target.name {
                guard taken.isDisjoint(with: other.modules) else { continue }
                var planted = scanned
                planted[index].target.dependencies.append(
                    ResolvedDependency(name: other.name, modules: other.modules, isImportable: true))
                if count(.unusedDependency, planted) > before {
                    return .fires(path: "Package.swift", planted: "\"\(other.name)\" for target \(target.target.name)")
                }
                break
            }
        }
        return .silent
    }

    /// A baseline that knows a violation which is not there.
    func plantedBaseline() -> Proof.Outcome {
        guard let policy = checker.policy, let module = policy.places.values.compactMap(\.module).min() else {
            return .silent
        }
        let path = "\(policy.folder(ofModule: module))/\(Baseline.fileName)"
        let mark = PolicyMark(path: path, line: 1, column: 1)
        let entry = Baseline.Entry(mark: mark, rule: .folder, path: "Planted.swift", subject: "Planted", count: 1)
        var planted = checker
        planted.policy?.policy.baselines[module] = Baseline(
            mark: mark, owner: "planted", since: checker.today, until: checker.today, entries: [entry])
        let found = planted.findings(scanned, isWhole: true).contains { $0.rule == .baseline && $0.path == path }
        return found ? .fires(path: path, planted: "folder of Planted in Planted.swift") : .silent
    }

    private func count(_ rule: Rule, _ scanned: [ScannedTarget]) -> Int {
        checker.findings(scanned, isWhole: true).count { $0.rule == rule }
    }
}
