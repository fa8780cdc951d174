/// Says whether one target may import one module.
public struct Explanation {
    public struct Answer: Sendable, Hashable {
        public var isAllowed: Bool
        public var text: String
    }

    private let package: PackageModel
    private let policy: ResolvedPolicy?

    public init(package: PackageModel, policy: ResolvedPolicy?) {
        self.package = package
        self.policy = policy
    }

    /// Nil where `importer` is neither a target nor a file of one.
    public func answer(importer: String, module: String) -> Answer? {
        let file = package.targets.contains { $0.files.contains(importer) } ? importer : nil
        let found = file.flatMap { file in package.targets.first { $0.files.contains(file) } }
        guard let target = found ?? package.target(named: importer) else { return nil }
        if let refusal = ImportDecider(package: package, policy: policy).refusal(
            target: target, module: module, file: file)
        {
            return refused(refusal)
        }
        let fact = ImportFact(module: module, line: 1, column: 1)
        if let refusal = DependencyRules(package: package, policy: policy).undeclared(fact, target) {
            return refused(refusal)
        }
        return Answer(isAllowed: true, text: "yes: `\(importer)` may import `\(module)`\(hint(target, module, file))")
    }

    private func refused(_ refusal: Refusal) -> Answer {
        let stated = refusal.statedAt.map { " (\($0.text))" } ?? ""
        let text = """
            no: [\(refusal.rule.rawValue)] \(refusal.message)
              why: \(refusal.why)\(stated)
              fix: \(refusal.remedy)
            """
        return Answer(isAllowed: false, text: text)
    }

    /// A folder of the target may be stricter than the target.
    private func hint(_ target: PackageTarget, _ module: String, _ file: String?) -> String {
        guard file == nil else { return "" }
        let decider = ImportDecider(package: package, policy: policy)
        let refused = target.files.compactMap { decider.refusal(target: target, module: module, file: $0) }
        let messages = Set(refused.map { "\n  but " + $0.why }).sorted()
        return messages.joined()
    }
}
