/// The rules on a single import: how it is spelled, whether the policy lets it, whether the manifest declares it.
struct ImportRules {
    var package: PackageModel
    var policy: ResolvedPolicy?
    private let decider: ImportDecider
    private let dependencies: DependencyRules

    init(package: PackageModel, policy: ResolvedPolicy?) {
        self.package = package
        self.policy = policy
        decider = ImportDecider(package: package, policy: policy)
        dependencies = DependencyRules(package: package, policy: policy)
    }

    /// One finding an import at most, the gravest first: a refusal by the policy makes the manifest's word moot.
    func findings(_ file: FileFacts, _ target: PackageTarget) -> [Finding] {
        file.imports.flatMap { fact -> [Finding] in
            let spelling = [exported(fact, target), testable(fact, target)].compactMap { $0 }
            let refusal =
                decider.refusal(target: target, module: fact.module, file: file.path)
                ?? dependencies.undeclared(fact, target)
            return (spelling + [refusal].compactMap { $0 }).map { finding($0, fact, file) }
        }
    }

    private func finding(_ refusal: Refusal, _ fact: ImportFact, _ file: FileFacts) -> Finding {
        Finding(
            rule: refusal.rule, path: file.path, line: fact.line, column: fact.column, message: refusal.message,
            why: refusal.why, statedAt: refusal.statedAt, remedy: refusal.remedy, subject: fact.module)
    }

    private func exported(_ fact: ImportFact, _ target: PackageTarget) -> Refusal? {
        guard fact.attributes.contains("_exported") else { return nil }
        return Refusal(
            rule: .exported, message: "`\(target.name)` exports `\(fact.module)` as its own",
            why: "`@_exported` lets every client import what its manifest does not declare", statedAt: nil,
            remedy: "drop `@_exported`; where clients need the types, write `public import \(fact.module)`")
    }

    private func testable(_ fact: ImportFact, _ target: PackageTarget) -> Refusal? {
        guard fact.attributes.contains("testable") else { return nil }
        let place = policy?.places[target.name]
        guard target.kind == .test || place?.isTest == true else {
            return Refusal(
                rule: .testable,
                message: "`\(target.name)` is no test target and imports `\(fact.module)` with `@testable`",
                why: "only test targets may look behind a module's access levels", statedAt: nil,
                remedy: "drop `@testable`, and make what is needed part of `\(fact.module)`'s interface")
        }
        guard let policy, let other = package.target(ofModule: fact.module), let otherPlace = policy.places[other.name]
        else {
            if package.target(ofModule: fact.module) != nil { return nil }
            return Refusal(
                rule: .testable,
                message: "`\(fact.module)` belongs to another package and is imported with `@testable`",
                why: "tests look behind the access levels of their own package only", statedAt: nil,
                remedy: "drop `@testable`")
        }
        if otherPlace.isTest { return nil }
        let owner = ownerName(otherPlace)
        if place == .test(owner: owner) { return nil }
        return Refusal(
            rule: .testable, message: "`\(target.name)` imports `\(fact.module)`, \(otherPlace.text), with `@testable`",
            why: "tests look behind the access levels of the module that they are named for, and of no other",
            statedAt: policy.policy.testsFolder?.mark,
            remedy: "test through the interface, or put the test into `\(owner)Tests`")
    }

    private func ownerName(_ place: Place) -> String {
        switch place {
        case .module(let name, _), .app(let name): name
        case .test, .plugin: ""
        }
    }
}
