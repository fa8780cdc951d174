import ArgumentParser
import BoundaryLint

struct Mutate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Plants a violation of every rule in memory and proves that the rule finds it.",
        discussion: "Writes nothing. Ends with 1 where the policy states a rule that finds nothing.")

    @OptionGroup var options: PackageOptions

    func run() throws {
        let (package, policy) = try options.load(.text)
        let proofs = Mutator(Checker(package: package, policy: policy)).proofs()
        for proof in proofs { print("\(proof.rule.rawValue): \(text(proof.outcome))") }
        let silent = proofs.filter { $0.outcome == .silent }.count
        let stated = proofs.filter { $0.outcome != .notStated }.count
        print("boundary: \(stated - silent) of \(stated) rules fire")
        if silent > 0 { throw ExitCode(1) }
    }

    private func text(_ outcome: Mutator.Proof.Outcome) -> String {
        switch outcome {
        case .fires(let path, let planted): "fires on `\(planted)` in \(path)"
        case .silent: "SILENT: no planted violation was found"
        case .notStated: "the policy states nothing for it"
        }
    }
}
