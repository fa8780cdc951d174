import Testing

@testable import BoundaryLint

struct ExceptionTests {
    let service = "Modules/Orders/Live/Service/Service.swift"

    private func house(_ comment: String) -> House {
        House().with(service, "import Orders\nimport Products\nimport Store\nimport Web\(comment)\n")
    }

    @Test func `an exception with a day and a reason allows one import`() throws {
        #expect(try house("").check().places == ["folder \(service):4:8"])
        #expect(try house("  // boundary:allow Web until 2026-12-31 -- moves with the new router").check().places == [])
    }

    @Test func `an exception above the import allows it as well, and may name the rule`() throws {
        let text =
            "import Orders\nimport Products\nimport Store\n// boundary:allow folder until 2026-12-31 -- soon gone\nimport Web\n"
        #expect(try House().with(service, text).check().places == [])
    }

    @Test func `an exception ends with its day`() throws {
        let house = house("  // boundary:allow Web until 2026-05-31 -- moves with the new router")
        #expect(try house.check(today: "2026-05-31").places == [])
        #expect(try house.check(today: "2026-06-01").places == ["folder \(service):4:8", "exception \(service):4:13"])
    }

    @Test func `an exception that allows nothing is refused`() throws {
        let text = "import Orders\nimport Products // boundary:allow Products until 2026-12-31 -- habit\nimport Store\n"
        #expect(try House().with(service, text).check().places == ["exception \(service):2:17"])
    }

    @Test(
        arguments: [
            "// boundary:allow Web", "// boundary:allow Web until 2026-12-31", "// boundary:allow Web -- because",
            "// boundary:allow Web until 2026-02-30 -- because", "// boundary:allow Web until 2026-12-31 --",
        ])
    func `an exception without module, day and reason allows nothing`(_ comment: String) throws {
        #expect(try house("  " + comment).check().places == ["folder \(service):4:8", "exception \(service):4:13"])
    }

    @Test func `an exception inside a string is a string`() throws {
        let text =
            "import Orders\nimport Products\nimport Store\nlet a = \"// boundary:allow Web until 2026-12-31 -- no\"\n"
        #expect(try House().with(service, text).check().places == [])
    }

    @Test func `the policy may allow a target an import until a day`() throws {
        let entry = "exceptions:\n  - { target: OrdersLive, imports: Web, until: 2026-12-31, reason: new router }"
        let excepted = house("").replacing("exceptions: []", with: entry, in: "boundaries.yml")
        #expect(try excepted.check().places == [])
        #expect(
            try excepted.check(today: "2027-01-01").places
                == ["folder \(service):4:8", "exception boundaries.yml:26:5"])
    }

    @Test func `an entry of the policy that allows nothing is refused`() throws {
        let entry = "exceptions:\n  - { target: ProductsLive, imports: Web, until: 2026-12-31, reason: new router }"
        let result = try House().replacing("exceptions: []", with: entry, in: "boundaries.yml").check()
        #expect(result.places == ["exception boundaries.yml:26:5"])
    }
}
