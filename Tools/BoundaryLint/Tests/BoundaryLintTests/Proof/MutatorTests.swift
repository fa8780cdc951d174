import Testing

@testable import BoundaryLint

struct MutatorTests {
    private func proofs(_ house: House) throws -> [Rule: Mutator.Proof.Outcome] {
        try house.withModel { package in
            let policy = try PolicyLoader(root: package.root).load(for: package)
            let proofs = Mutator(Checker(package: package, policy: policy)).proofs()
            #expect(proofs.map(\.rule) == Rule.allCases)
            return Dictionary(uniqueKeysWithValues: proofs.map { ($0.rule, $0.outcome) })
        }
    }

    private var house: House {
        House().with(
            "Modules/Kernel/module.yml", "never: [Foundation]\nvisible_to: [Web, Store, Orders, Products]\n")
    }

    @Test func `every rule that the policy states fires`() throws {
        for (rule, outcome) in try proofs(house) {
            guard case .fires(let path, let planted) = outcome else {
                Issue.record("\(rule.rawValue): \(outcome)")
                continue
            }
            #expect(!path.isEmpty && !planted.isEmpty)
        }
    }

    @Test func `a rule that the policy does not state is said to guard nothing`() throws {
        let proofs = try proofs(House())
        #expect(proofs[.visibleTo] == .notStated)
        #expect(proofs[.never] == .notStated)
        let silent = proofs.filter { $0.value == .silent }.keys.map(\.rawValue)
        #expect(silent == [])
    }

    @Test func `a rule that finds nothing is said to be silent`() throws {
        // Everybody may build raw SQL, and the tables of the only owner are named by nobody else: nothing can fire.
        let names = "[Kernel, Web, Store, Orders, Products, tests]"
        let open = House().replacing("raw_allowed_in: [Store]", with: "raw_allowed_in: \(names)", in: "boundaries.yml")
            .with("Apps/Server/main.swift", "import (\n")
        #expect(try proofs(open)[.rawSQL] == .silent)
    }

    @Test func `mutate ends with 0 where all rules fire, and changes no file`() throws {
        try house.build { (folder: String) throws in
            let answer = try BoundaryCommand.run("mutate", in: folder)
            #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
            #expect(answer.output.hasSuffix("boundary: \(Rule.allCases.count) of \(Rule.allCases.count) rules fire\n"))
            #expect(try BoundaryCommand.run("check", in: folder).status == 0)
        }
    }
}
