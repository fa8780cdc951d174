import Testing

@testable import BoundaryLint

struct ImportRuleTests {
    let service = "Modules/Orders/Live/Service/Service.swift"

    @Test func `the house is clean as it stands`() throws {
        let result = try House().check()
        #expect(result.places == [])
        #expect(result.problems == [])
        #expect(result.files == 13)
        #expect(result.modules == 5)
    }

    @Test func `an own target that is not declared is refused, with the line for Package.swift`() throws {
        let result = try House().with("Modules/Products/Live/Service/Service.swift", "import Products\nimport Kernel\n")
            .check()
        #expect(result.places == ["undeclared-import Modules/Products/Live/Service/Service.swift:2:8"])
        #expect(
            try result.first().remedy
                == "in Package.swift, add \"Kernel\" to the dependencies of target `ProductsLive`")
    }

    @Test func `a product that is not declared is refused, with the line for Package.swift`() throws {
        let house = House().with("Modules/Web/Contract/Web.swift", "import Kernel\nimport Logging\n")
        let result = try house.check()
        #expect(result.places == ["undeclared-import Modules/Web/Contract/Web.swift:2:8"])
        #expect(
            try result.first().remedy
                == "in Package.swift, add .product(name: \"Logging\", package: \"swift-log\") to the dependencies of "
                + "target `Web`")
        #expect(try house.declaring("Logging", in: "Web").check().places == [])
    }

    @Test func `a module that nobody offers is refused, but not where the compiler is asked for it`() throws {
        let web = "Modules/Web/Contract/Web.swift"
        #expect(
            try House().with(web, "import Kernel\nimport Nowhere\n").check().places
                == ["undeclared-import Modules/Web/Contract/Web.swift:2:8"])
        let asked = House().with(web, "import Kernel\n#if canImport(Nowhere)\nimport Nowhere\n#endif\n")
        #expect(try asked.check().places == [])
        let listed = House().with(web, "import Kernel\nimport Nowhere\n")
            .with("boundaries.yml", House.boundaries + "system_modules: [Nowhere]\n")
        #expect(try listed.check().places == [])
    }

    @Test func `modules of the platform need no declaration`() throws {
        let text =
            "import Foundation\nimport Synchronization\nimport Kernel\n#if canImport(Glibc)\nimport Glibc\n#endif\n"
        #expect(try House().with("Modules/Web/Contract/Web.swift", text).check().places == [])
    }

    @Test func `every branch of a condition is checked`() throws {
        let text = "import Kernel\n#if os(Windows)\nimport Logging\n#else\nimport Store\n#endif\n"
        let places = try House().with("Modules/Web/Contract/Web.swift", text).check().places
        #expect(
            places == [
                "undeclared-import Modules/Web/Contract/Web.swift:3:8",
                "undeclared-import Modules/Web/Contract/Web.swift:5:8",
            ])
    }

    @Test func `a dependency that no file imports is refused at the target's line in the manifest`() throws {
        let manifest = "let package = Package(\n  targets: [\n    .target(name: \"Web\"),\n  ])\n"
        let result = try House().with("Package.swift", manifest).declaring("Store", in: "Web").check()
        #expect(result.places == ["unused-dependency Package.swift:3:1"])
        #expect(
            try result.first().remedy
                == "in Package.swift, remove \"Store\" from the dependencies of target `Web`")
    }

    @Test func `a target without files or imports is no trouble`() throws {
        var house = House().with("Modules/Web/Contract/Web.swift", "struct Empty {}\n")
        house.targets[1].dependencies = []
        #expect(try house.check().places == [])
    }

    @Test func `exporting another module is refused`() throws {
        let result = try House().with("Modules/Web/Contract/Web.swift", "@_exported import Kernel\n").check()
        #expect(result.places == ["exported Modules/Web/Contract/Web.swift:1:19"])
    }

    @Test func `testable imports stand in test targets only`() throws {
        let result = try House().with("Modules/Web/Contract/Web.swift", "@testable import Kernel\n").check()
        #expect(result.places == ["testable Modules/Web/Contract/Web.swift:1:18"])
    }

    @Test func `tests look behind their own module only`() throws {
        let text =
            "@testable import Orders\n@testable import OrdersLive\n@testable import ProductsLive\nimport OrdersTesting\n"
        let house = House().with("Tests/OrdersTests/Tests.swift", text).declaring("ProductsLive", in: "OrdersTests")
        let result = try house.check()
        #expect(result.places == ["testable Tests/OrdersTests/Tests.swift:3:18"])
        #expect(try result.first().remedy.contains("`ProductsTests`"))
    }

    @Test func `tests do not look behind another package`() throws {
        let text = "import Orders\n@testable import OrdersLive\nimport OrdersTesting\n@testable import Logging\n"
        let house = House().with("Tests/OrdersTests/Tests.swift", text).declaring("Logging", in: "OrdersTests")
        #expect(try house.check().places == ["testable Tests/OrdersTests/Tests.swift:4:18"])
    }

    @Test func `a file that cannot be read for certain is a problem and no silence`() throws {
        let result = try House().with(service, "<<<<<<< ours\nimport Web\n").check()
        #expect(result.problems.map(\.path) == [service])
        // What the other files miss cannot be told without this one.
        #expect(result.places == ["folder \(service):2:8"])
    }

    @Test func `a file that no target compiles is a problem, but not a package of its own`() throws {
        let house = House().with("Modules/Orders/Draft/Draft.swift", "import Web\n")
            .with("Tests/Tool/Package.swift", "").with("Tests/Tool/Sources/Tool.swift", "import Web\n")
        #expect(try house.check().problems.map(\.path) == ["Modules/Orders/Draft/Draft.swift"])
    }

    @Test func `with paths only the files at or below them are checked`() throws {
        let house = House().with(service, "import Orders\nimport Web\n")
        #expect(try house.check(paths: ["Modules/Web", "Tests/OrdersTests/Tests.swift"]).places == [])
        #expect(try house.check(paths: ["Modules/Orders/Live"]).places == ["folder \(service):2:8"])
        #expect(try house.check(paths: ["Modules/Nowhere"]).problems.map(\.path) == ["Modules/Nowhere"])
    }

    @Test func `without a policy the manifest alone is checked`() throws {
        var house = House().with(service, "import Orders\nimport Products\nimport Store\nimport Logging\n")
        house.files["boundaries.yml"] = nil
        #expect(try house.check().places == ["undeclared-import \(service):4:8"])
    }
}
