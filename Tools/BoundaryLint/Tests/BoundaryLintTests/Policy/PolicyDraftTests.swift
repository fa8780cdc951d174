import Foundation
import Testing

@testable import BoundaryLint

struct PolicyDraftTests {
    /// The house without its policy.
    private var house: House {
        var house = House()
        for path in house.files.keys where path.hasSuffix(".yml") { house.files[path] = nil }
        return house
    }

    @Test func `the draft puts every module above what it imports`() throws {
        let text = try house.withModel { PolicyDraft($0).text() }
        #expect(
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n") == """
                version: 1
                modules: Modules
                apps: Apps
                tests: Tests
                layers:
                  - name: level-1
                    modules: [Kernel]
                  - name: level-2
                    modules: [Products, Store, Web]
                  - name: level-3
                    modules: [Orders]
                """)
    }

    @Test func `a package passes its draft, and an arrow turned round does not`() throws {
        try house.build { (folder: String) throws in
            let answer = try BoundaryCommand.run("init", in: folder)
            #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
            #expect(answer.output.hasPrefix("boundaries.yml: written\nboundary: clean (13 files"))
            #expect(try BoundaryCommand.run("init", in: folder).status == 2)
            let web = URL(fileURLWithPath: "\(folder)/Modules/Web/Contract/Web.swift")
            try Data("import Kernel\nimport Orders\n".utf8).write(to: web)
            #expect(try BoundaryCommand.run("check", in: folder).output.contains("[layer-order]"))
        }
    }

    @Test func `modules in a circle stand on one level, and odd names are quoted`() throws {
        var house = House()
        house.files = [
            "Sources/yes/a.swift": "import B\n", "Sources/B/b.swift": "import yes\n",
            "Sources/my-c/c.swift": "import B\n",
            "Else/d.swift": "import my_c\n",
        ]
        house.targets = [
            House.target("yes", "Sources/yes", ["B"]), House.target("B", "Sources/B", ["yes"]),
            House.target("my-c", "Sources/my-c", ["B"]), House.target("D", "Else", ["my-c"]),
        ]
        let text = try house.withModel { PolicyDraft($0).text() }
        #expect(
            text.hasSuffix(
                """
                  - name: level-1
                    modules: [B, "yes"]
                    siblings: all
                  - name: level-2
                    modules: [my-c]
                  - name: level-3
                    modules: [D]

                """))
        #expect(try house.with("boundaries.yml", text).policyErrors() == [])
        #expect(try house.with("boundaries.yml", text).check().findings.map(\.rule) == [.cycle])
    }

    @Test func `Sources holds the modules even where another folder holds more, and examples go by their names`() throws
    {
        var house = House()
        house.files = ["Sources/A/a.swift": ""]
        house.targets = [House.target("A", "Sources/A")]
        for name in ["one", "two"] {
            house.files["Examples/\(name)/main.swift"] = "import A\n"
            house.targets.append(House.target(name, "Examples/\(name)", ["A"], type: "executable"))
        }
        let text = try house.withModel { PolicyDraft($0).text() }
        #expect(text.contains("modules: Sources\n") && !text.contains("apps:"))
        #expect(text.hasSuffix("    modules: [A]\n  - name: level-2\n    modules: [one, two]\n"))
        #expect(try house.with("boundaries.yml", text).check().places == [])
    }
}
