import Foundation
import Testing

@testable import BoundaryLint

struct BaselineTests {
    private let service = "Modules/Orders/Live/Service/Service.swift"
    private let file = "Modules/Orders/boundary-baseline.yml"

    /// Two violations of one kind in one file.
    private var house: House {
        House().with(service, "import Orders\nimport Products\nimport Store\nimport Web\nimport struct Web.Route\n")
    }

    private func baseline(count: Int, until: String = "2026-12-31", path: String? = nil) -> String {
        "owner: orders\nsince: 2026-01-01\nuntil: \(until)\nviolations:\n"
            + "  - { rule: folder, path: \(path ?? service), subject: Web, count: \(count) }\n"
    }

    @Test func `a baseline takes away what it knows, and counts it`() throws {
        #expect(try house.check().places.count == 2)
        let result = try house.with(file, baseline(count: 2)).check()
        #expect(result.places == [])
        #expect(result.baselined == 2)
        #expect(TextReport().counts(result, milliseconds: 1).contains("in baselines: 2 violations"))
    }

    @Test func `one violation more than the baseline knows brings all of the kind back`() throws {
        #expect(
            try house.with(file, baseline(count: 1)).check().places == [
                "folder \(service):4:8", "folder \(service):5:15",
            ])
    }

    @Test func `a stale entry and a day that is over fail the check`() throws {
        #expect(try house.with(file, baseline(count: 3)).check().places == ["baseline \(file):5:5"])
        // A check of single files says nothing on entries for the others.
        #expect(try house.with(file, baseline(count: 3)).check(paths: ["Apps"]).places == [])
        let over = try house.with(file, baseline(count: 2, until: "2026-05-31")).check()
        #expect(over.places == ["folder \(service):4:8", "folder \(service):5:15", "baseline \(file):1:1"])
    }

    @Test(
        arguments: [
            ("owner: orders\nsince: 2026-01-01\nuntil: 2026-02-31\nviolations: []\n", "a baseline needs `owner`"),
            ("owner: orders\nsince: 2026-01-01\nuntil: 2026-12-31\nviolations: []\n", "holds no violation"),
            ("owner: a\nsince: 2026-01-01\nuntil: 2026-12-31\nviolations:\n  - { rule: no }\n", "needs `rule`"),
            ("oner: orders\n", "unknown key `oner`"),
        ])
    func `a baseline that cannot be understood is a fault of the policy`(_ text: String, _ message: String) throws {
        let errors = try house.with(file, text).policyErrors()
        #expect(errors.contains { $0.message.contains(message) && $0.mark.path == file })
    }

    @Test func `entries are sorted and lie in the module's folder`() throws {
        let entry = "  - { rule: folder, path: \(service), subject: Web, count: 1 }\n"
        #expect(try house.with(file, baseline(count: 2) + entry).policyErrors().map(\.mark.line) == [6])
        #expect(try house.with(file, baseline(count: 2, path: "Apps/a.swift")).policyErrors().map(\.mark.line) == [5])
    }

    @Test func `the command begins a baseline, shrinks it and takes it away, and never adds to it`() throws {
        try house.build { (folder: String) throws in
            func write(_ imports: String) throws {
                let text = "import Orders\nimport Products\nimport Store\n" + imports
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(service)"))
            }
            #expect(try BoundaryCommand.run("baseline", in: folder).status == 1)
            let begun = try BoundaryCommand.run("baseline", "--until", "2999-12-31", in: folder)
            #expect(begun.status == 0, "\(begun.output)\(begun.errors)")
            #expect(begun.output.hasPrefix("\(file): 2 violations\nboundary: clean ("))
            try write("import Web\nimport Web\nimport Web\n")
            #expect(try BoundaryCommand.run("baseline", "--until", "2999-12-31", in: folder).status == 1)
            try write("import Web\n")
            #expect(try BoundaryCommand.run("check", in: folder).output.contains("[baseline]"))
            let shrunk = try BoundaryCommand.run("baseline", in: folder)
            #expect(shrunk.status == 0 && shrunk.output.hasPrefix("\(file): 1 violations\n"))
            try write("")
            #expect(try BoundaryCommand.run("baseline", in: folder).output.hasPrefix("\(file): removed"))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(file)"))
        }
    }

    @Test func `a strict module has neither exceptions nor a baseline`() throws {
        let strict = house.with("Modules/Orders/module.yml", "tables: [orders]\nstrict: true\n")
        let known = try strict.with(file, baseline(count: 2)).check()
        #expect(known.places == ["exception \(file):1:1"])
        #expect(try known.first().statedAt?.text == "Modules/Orders/module.yml:2")
        let comment =
            "import Orders\nimport Products\nimport Store\nimport Web // boundary:allow Web until 2026-12-31 -- x\n"
        #expect(try strict.with(service, comment).check().places == ["exception \(service):4:12"])
        let entry = "exceptions:\n  - { target: OrdersLive, imports: Web, until: 2026-12-31, reason: new router }"
        let excepted = strict.replacing("exceptions: []", with: entry, in: "boundaries.yml")
        #expect(try excepted.check().places == ["exception boundaries.yml:26:5"])
        try strict.withModel { package in
            let checker = Checker(package: package, policy: try PolicyLoader(root: package.root).load(for: package))
            #expect(BaselineWriter(checker)?.changes(owner: nil, until: CalendarDay("2999-12-31")) == [])
        }
        let odd = House().with("Modules/Orders/module.yml", "strict: maybe\n")
        #expect(try odd.policyErrors().map(\.message) == ["`strict` must be true or false"])
    }
}
