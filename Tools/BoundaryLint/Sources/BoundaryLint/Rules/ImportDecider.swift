/// Decides whether a target may import a module, by the policy alone.
struct ImportDecider {
    var package: PackageModel
    var policy: ResolvedPolicy?

    /// Why not, or nil where it may. `file` is the importing file, for the rules that hold for a folder.
    func refusal(target: PackageTarget, module: String, file: String?) -> Refusal? {
        guard let policy, let from = policy.places[target.name], !target.modules.contains(module) else { return nil }
        if let refusal = neverRefusal(policy, target, from, module, file) { return refusal }
        guard let other = package.target(ofModule: module), let to = policy.places[other.name] else { return nil }
        switch to {
        case .module(let name, let part):
            return partRefusal(policy, target, from, other, name, part)
                ?? layerRefusal(policy, target, from, other, name)
                ?? visibilityRefusal(policy, target, from, other, name)
        case .app, .test:
            guard !from.isTest else { return nil }
            if case .app(let own) = from, to == .app(own) { return nil }
            return Refusal(
                rule: .layerOrder, message: "`\(target.name)` imports `\(module)`, which is \(to.text)",
                why: "only tests import \(to.isTest ? "test code" : "an app")",
                statedAt: (to.isTest ? policy.policy.testsFolder : policy.policy.appsFolder)?.mark,
                remedy: "move what is needed into a module's contract")
        case .plugin:
            return nil
        }
    }

    /// `never:` of the file's folder or of the module.
    private func neverRefusal(
        _ policy: ResolvedPolicy, _ target: PackageTarget, _ from: Place, _ module: String, _ file: String?
    ) -> Refusal? {
        guard case .module(let own, _) = from else { return nil }
        for rule in file.map({ policy.folderRules(forFile: $0, in: own) }) ?? [] {
            guard let stated = rule.never.first(where: { $0.value == module }) else { continue }
            return Refusal(
                rule: .folder, message: "a file under `\(rule.folder.value)/` imports `\(module)`",
                why: "files under `\(rule.folder.value)/` never import `\(module)`", statedAt: stated.mark,
                remedy:
                    "move the code that needs `\(module)` out of `\(rule.folder.value)/`, and hand over values that "
                    + "both sides know")
        }
        guard let stated = policy.policy.modules[own]?.never.first(where: { $0.value == module }) else { return nil }
        return Refusal(
            rule: .never, message: "`\(target.name)` imports `\(module)`",
            why: "module \(own) never imports `\(module)`",
            statedAt: stated.mark, remedy: "do without `\(module)`, or talk to the owners of module \(own)")
    }

    /// Who may import a part of a module at all: contracts everybody, Live targets only apps and tests, and so on.
    private func partRefusal(
        _ policy: ResolvedPolicy, _ target: PackageTarget, _ from: Place, _ other: PackageTarget, _ name: String,
        _ part: String?
    ) -> Refusal? {
        guard let part else { return nil }
        guard let rule = policy.part(named: part) else {
            if from.module == name || from == .test(owner: name) { return nil }
            return Refusal(
                rule: .contractOnly,
                message: "`\(target.name)` imports `\(other.name)`, which module \(name) keeps to itself",
                why: "`\(part)` is not one of the parts that other modules may import",
                statedAt: policy.policy.parts.first?.name.mark, remedy: remedy(policy, name, from))
        }
        let allowed = rule.importedBy.map(\.value)
        switch from {
        case .app: if allowed.contains("apps") { return nil }
        case .test: if allowed.contains("tests") { return nil }
        case .plugin: return nil
        case .module(let own, let ownPart):
            // A target without a part is a contract: it may do what the least of the parts may.
            let ownPart = ownPart ?? contractPart(policy)
            if let ownPart, allowed.contains(ownPart) { return nil }
            if own == name, let ownPart, rule.own.contains(where: { $0.value == ownPart }) { return nil }
            if ownPart == nil, allowed.contains(where: { policy.part(named: $0) != nil }) { return nil }
        }
        return Refusal(
            rule: .contractOnly,
            message: "`\(target.name)` imports `\(other.name)`, \(Place.module(name, part: part).text)",
            why: "a \(part) target is imported only by \(allowed.isEmpty ? "nobody" : allowed.joined(separator: ", "))",
            statedAt: rule.name.mark, remedy: remedy(policy, name, from))
    }

    private func contractPart(_ policy: ResolvedPolicy) -> String? {
        policy.policy.parts.first { part in part.importedBy.contains { policy.part(named: $0.value) != nil } }?.name
            .value
    }

    private func remedy(_ policy: ResolvedPolicy, _ module: String, _ from: Place) -> String {
        let contract = package.targets.filter { isContract(policy, $0, of: module) }.map { "`\($0.name)`" }
        if from.module == module { return "move the code, or turn the dependency round" }
        guard let first = contract.first else { return "ask for it through an app, which assembles the modules" }
        return "import the contract \(first) and let the app hand in the implementation"
    }

    /// Whether other modules may import the target.
    func isContract(_ policy: ResolvedPolicy, _ target: PackageTarget, of module: String) -> Bool {
        guard case .module(module, let part) = policy.places[target.name] else { return false }
        guard let part else { return true }
        return policy.part(named: part)?.importedBy.contains { policy.part(named: $0.value) != nil } ?? false
    }
}
