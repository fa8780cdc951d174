/// Proves that the rules bite on this very package: plants a violation of each in memory and looks for the finding.
public struct Mutator {
    /// What came of planting violations of one rule.
    public struct Proof: Sendable, Hashable {
        public enum Outcome: Sendable, Hashable {
            /// The rule found what was planted.
            case fires(path: String, planted: String)
            /// Nothing that was planted was found: the rule guards nothing.
            case silent
            /// The policy asks for nothing that the rule could guard.
            case notStated
        }

        public var rule: Rule
        public var outcome: Outcome
    }

    let checker: Checker
    let scanned: [ScannedTarget]
    /// One file for each target and folder of a module: what holds for one holds for the others of the same folder.
    let samples: [Sample]

    /// A file to plant in.
    struct Sample {
        var target: PackageTarget
        var file: FileFacts
        var text: [UInt8]
    }

    public init(_ checker: Checker) {
        self.checker = checker
        scanned = checker.scan(checker.package.targets.map { ($0, $0.files) })
        samples = scanned.flatMap { scanned -> [Sample] in
            var folders: Set<Substring> = []
            return scanned.files.filter { file in
                let end = file.path.lastIndex(of: "/") ?? file.path.startIndex
                return file.problems.isEmpty && folders.insert(file.path[..<end]).inserted
            }.compactMap { file in
                let text = FileBuffer.text("\(checker.package.root)/\(file.path)")
                return text.map { Sample(target: scanned.target, file: file, text: Array($0.utf8)) }
            }
        }
    }

    /// One proof for every rule.
    public func proofs() -> [Proof] {
        Rule.allCases.map { rule in
            guard isStated(rule) else { return Proof(rule: rule, outcome: .notStated) }
            return Proof(rule: rule, outcome: outcome(of: rule))
        }
    }

    private func outcome(of rule: Rule) -> Proof.Outcome {
        switch rule {
        case .cycle: return plantedCircle()
        case .unusedDependency: return plantedDependency()
        case .baseline: return plantedBaseline()
        default: break
        }
        for sample in samples {
            if let found = firstFound(rule, of: plants(for: rule), in: sample) {
                return .fires(path: sample.file.path, planted: found)
            }
        }
        return .silent
    }

    /// Lines that break the rule in some file of some package; where they do not, the next is tried.
    private func plants(for rule: Rule) -> [String] {
        let type = checker.policy?.policy.sql?.type.value ?? "SQL"
        switch rule {
        case .undeclaredImport, .layerOrder, .siblings, .contractOnly, .visibleTo, .never, .folder:
            return modules.map { "import \($0)" }
        case .testable: return modules.map { "@testable import \($0)" }
        case .exported: return modules.map { "@_exported import \($0)" }
        case .rawSQL: return ["let planted: \(type) = \"SELECT a FROM b WHERE \\(raw: c)\""]
        case .sqlFolder: return ["let planted: \(type) = \"SELECT a FROM b\""]
        case .selectStar: return ["let planted: \(type) = \"SELECT * FROM b\""]
        case .tableOwner: return tables.map { "let planted: \(type) = \"SELECT a FROM \($0)\"" }
        case .exception: return ["// boundary:allow Planted until 2000-01-01 -- allows nothing"]
        case .cycle, .unusedDependency, .baseline: return []
        }
    }

    /// Every module that an import could name: own ones, products', and those that the policy swears off.
    private var modules: [String] {
        let policy = checker.policy?.policy
        let rules = (policy?.layers.flatMap(\.folders) ?? []) + (policy?.modules.values.flatMap(\.folders) ?? [])
        let never = rules.flatMap(\.never) + (policy?.modules.values.flatMap(\.never) ?? [])
        let offered = checker.package.targets.flatMap(\.modules) + checker.package.products.flatMap(\.modules)
        return Set(offered + never.map(\.value) + ["NowhereToBeFound"]).sorted()
    }

    private var tables: [String] {
        let stated = checker.policy?.policy.modules.values.flatMap(\.tables) ?? []
        return stated.map { $0.value.contains(".") ? $0.value : "\($0.value).planted" }.sorted()
    }

    /// The first of the lines, planted together at the end of the file, that the rule finds.
    private func firstFound(_ rule: Rule, of lines: [String], in sample: Sample) -> String? {
        let text = sample.text + Array("\n\(lines.joined(separator: "\n"))\n".utf8)
        let first = sample.text.count { $0 == UInt8(ascii: "\n") } + 2
        let facts = text.withUnsafeBufferPointer { checker.scanner.facts(sample.file.path, $0) }
        let planted = [ScannedTarget(target: sample.target, files: [facts])]
        let found = checker.findings(planted, isWhole: false).first { $0.rule == rule && $0.line >= first }
        return found.map { lines[$0.line - first] }
    }
}
