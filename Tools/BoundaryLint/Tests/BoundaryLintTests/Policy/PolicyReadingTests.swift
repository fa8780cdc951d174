import Testing

@testable import BoundaryLint

struct PolicyReadingTests {
    /// `line:column message` of every fault.
    private func faults(_ old: String, _ new: String, in path: String = "boundaries.yml") throws -> [String] {
        try House().replacing(old, with: new, in: path).policyErrors().map {
            "\($0.mark.line):\($0.mark.column) \($0.message)"
        }
    }

    @Test func `the house's policy has no fault`() throws {
        #expect(try House().policyErrors() == [])
    }

    @Test func `an unknown key is an error with its place`() throws {
        let known =
            "known are `version`, `modules`, `parts`, `apps`, `tests`, `layers`, `sql`, `system_modules`, `exceptions`"
        #expect(try faults("apps: Apps", "aps: Apps") == ["3:1 unknown key `aps` in boundaries.yml; \(known)"])
        #expect(
            try faults("own: [T", "owns: [T") == [
                "7:39 unknown key `owns` in part `Live`; known are `imported_by`, `own`"
            ])
        #expect(
            try faults("never: [Web] }", "nevr: [Web] }").contains(
                "21:23 unknown key `nevr` in folder `Live/Storage`; known are `never`, `sql`"))
        #expect(
            try faults("owners", "owner", in: "Modules/Orders/module.yml") == [
                "1:1 unknown key `owner` in module.yml; known are `contract`, `visible_to`, `never`, `folders`, `tables`, "
                    + "`owners`, `strict`"
            ])
    }

    @Test func `a duplicate key is an error with its place`() throws {
        #expect(try faults("tests: Tests", "apps: Tests") == ["3:1 duplicate key `apps`"])
        #expect(try faults("tables", "owners", in: "Modules/Orders/module.yml") == ["1:1 duplicate key `owners`"])
    }

    @Test func `what is no YAML is an error with its place`() throws {
        let errors = try faults("version: 1", "version: [1")
        #expect(errors.count == 1)
        #expect(errors.first?.hasPrefix("2:") == true)
    }

    @Test(
        arguments: [
            ("version: 1", "version: 2", "1:1 `version: 1` is required"),
            ("modules: [Kernel]", "modules: [Kernel, Krenel]", "11:23 the package has no module `Krenel`"),
            (
                "modules: [Web, Store]", "modules: [Web, Store, Kernel]",
                "13:27 module `Kernel` stands in layer `shared` already"
            ),
            ("modules: [Orders, Products]", "modules: [Orders]", "10:11 module `Products` stands in no layer"),
            ("{ Web: [Store] }", "{ Web: [Orders] }", "14:23 `Orders` is no module of layer `platform`"),
            ("{ Web: [Store] }", "{ Orders: [Store] }", "14:5 `Orders` is no module of layer `platform`"),
            (
                "siblings: all", "siblings: some",
                "17:15 `siblings` must be `all`, `none` or a mapping from a module to those it may import"
            ),
            (
                "Live/Service:", "Live/Services:",
                "20:7 the rule can match nothing: layer `domain` has no Swift file under `Live/Services/`"
            ),
            ("never: [Web], sql: none", "never: [Wep], sql: none", "20:31 no module is called `Wep`"),
            ("Live/HTTP: { sql: none }", "Live/HTTP: { sql: some }", "19:25 `sql` of a folder can only be `none`"),
            ("Live/HTTP: { sql: none }", "Live/HTTP: {}", "19:7 folder `Live/HTTP` forbids nothing"),
            ("raw_allowed_in: [Store]", "raw_allowed_in: [Stores]", "24:20 `Stores` is no module, nor `tests`"),
            ("  type: SQL\n", "", "23:3 `sql` needs `type`, the type whose literals bind their interpolations"),
            ("[Contract, Live, Testing, apps, tests]", "[Contract, Life]", "6:39 `Life` is no part, `apps` or `tests`"),
            ("own: [Testing]", "own: [apps]", "7:45 `apps` is no part"),
            (
                "  Testing: {", "  Stubs: { imported_by: [] }\n  Testing: {",
                "8:3 no target lies in a `Stubs` folder of a module"
            ),
            (
                "apps: Apps", "apps: Programs",
                "2:10 target `server` at Apps/Server lies in none of the folders that the policy names; move it, or list it in a layer as a module of its own"
            ),
            ("apps: Apps", "apps: /Apps", "3:7 `apps` must be a folder inside the package"),
            (
                "exceptions: []", "exceptions: [{ target: Orders }]",
                "25:14 an exception needs `imports`, `until`, `reason`"
            ),
            (
                "exceptions: []", "exceptions: [{ target: X, imports: Web, until: 2027-01-01, reason: r }]",
                "25:24 the package has no target `X`"
            ),
            (
                "exceptions: []", "exceptions: [{ target: Web, imports: Store, until: soon, reason: r }]",
                "25:52 `until` must be a day as 2027-01-31"
            ),
            ("modules: [Kernel]", "modules: Kernel", "11:14 `modules` must be a list"),
            ("modules: [Kernel]", "modules: [Kernel, Kernel]", "11:23 `Kernel` stands twice in `modules`"),
        ])
    func `a fault of the policy is named with its line and column`(_ old: String, _ new: String, _ fault: String) throws
    {
        #expect(try faults(old, new).contains(fault))
    }

    @Test(
        arguments: [
            (
                "tables: [products]", "2:10 `products` is owned by module `Orders` already",
                "Modules/Products/module.yml"
            ),
            ("tables: [a.b.c]", "2:10 `a.b.c` is neither a schema nor `schema.table`", "Modules/Orders/module.yml"),
            ("visible_to: [Nobody]", "2:14 `Nobody` is no module, layer or `apps`", "Modules/Orders/module.yml"),
            ("contract: [Web]", "2:12 module `Orders` has no target `Web`", "Modules/Orders/module.yml"),
            ("never: [Nothing]", "2:9 no module is called `Nothing`", "Modules/Orders/module.yml"),
            (
                "folders:\n  Live/Nowhere: { never: [Web] }",
                "3:3 the rule can match nothing: module `Orders` has no Swift file under `Live/Nowhere/`",
                "Modules/Orders/module.yml"
            ),
        ])
    func `a fault of a module's policy is named with its line and column`(
        _ text: String, _ fault: String, _ path: String
    ) throws {
        var house = House().with(path, "owners: [a]\n\(text)\n")
        if text.contains("products") { house.files["Modules/Orders/module.yml"] = "tables: [products]\n" }
        let errors = try house.policyErrors().map { "\($0.mark.path) \($0.mark.line):\($0.mark.column) \($0.message)" }
        #expect(errors == ["\(path) \(fault)"])
    }

    @Test func `a module file where no target lies is an error`() throws {
        let errors = try House().with("Modules/Ghost/module.yml", "owners: [a]\n").policyErrors()
        #expect(errors.map(\.mark.path) == ["Modules/Ghost/module.yml"])
    }

    @Test func `one run names every fault`() throws {
        let errors = try House().replacing("siblings: all", with: "siblings: some", in: "boundaries.yml")
            .replacing("sql: none }", with: "sql: some }", in: "boundaries.yml").policyErrors()
        #expect(errors.count == 4)
    }

    @Test(arguments: [
        ("2027-01-31", true), ("2028-02-29", true), ("2027-02-29", false), ("2027-13-01", false), ("27-01-01", false),
        ("2027-1-1", false), ("2027-01-00", false),
    ])
    func `a day is a day of the calendar`(_ text: String, _ isDay: Bool) {
        #expect((CalendarDay(text) != nil) == isDay)
    }
}
