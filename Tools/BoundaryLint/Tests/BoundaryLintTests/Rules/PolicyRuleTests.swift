import Testing

@testable import BoundaryLint

struct PolicyRuleTests {
    let service = "Modules/Orders/Live/Service/Service.swift"

    @Test func `a lower layer may not import a higher one`() throws {
        let house = House().with("Modules/Web/Contract/Web.swift", "import Kernel\nimport Orders\n")
        let result = try house.declaring("Orders", in: "Web").check()
        #expect(result.places == ["layer-order Modules/Web/Contract/Web.swift:2:8"])
        #expect(try result.first().statedAt?.text == "boundaries.yml:12")
    }

    @Test func `siblings import each other only where the policy lists them`() throws {
        let allowed = House().with("Modules/Web/Contract/Web.swift", "import Kernel\nimport Store\n")
        #expect(try allowed.declaring("Store", in: "Web").check().places == [])
        let refused = House().with("Modules/Store/Contract/Store.swift", "import Kernel\nimport Web\n")
        let result = try refused.declaring("Web", in: "Store").check()
        #expect(result.places == ["siblings Modules/Store/Contract/Store.swift:2:8"])
        #expect(try result.first().statedAt?.text == "boundaries.yml:14")
    }

    @Test func `a Live target is imported only by apps and tests`() throws {
        let house = House().with(service, "import Orders\nimport Products\nimport Store\nimport ProductsLive\n")
        let result = try house.declaring("ProductsLive", in: "OrdersLive").check()
        #expect(result.places == ["contract-only \(service):4:8"])
        #expect(try result.first().remedy.contains("`Products`"))
        #expect(try result.first().statedAt?.text == "boundaries.yml:7")
    }

    @Test func `a Testing target may import the Live target of its own module and of no other`() throws {
        let fakes = "Modules/Orders/Testing/Fakes.swift"
        let own = House().with(fakes, "import Orders\nimport OrdersLive\n").declaring("OrdersLive", in: "OrdersTesting")
        #expect(try own.check().places == [])
        let other = House().with(fakes, "import Orders\nimport ProductsLive\n")
        #expect(
            try other.declaring("ProductsLive", in: "OrdersTesting").check().places == ["contract-only \(fakes):2:8"])
    }

    @Test func `a Testing target is imported only by tests`() throws {
        let house = House().with(
            "Apps/Server/main.swift",
            "import Orders\nimport OrdersLive\nimport ProductsLive\nimport StoreLive\nimport OrdersTesting\n")
        #expect(
            try house.declaring("OrdersTesting", in: "server").check().places
                == ["contract-only Apps/Server/main.swift:5:8"])
    }

    @Test func `a C library is for its own module`() throws {
        let house = House().with("Modules/Web/Contract/Web.swift", "import Kernel\nimport CStore\n")
        #expect(
            try house.declaring("CStore", in: "Web").check().places
                == ["contract-only Modules/Web/Contract/Web.swift:2:8"])
    }

    @Test func `nobody but tests imports an app`() throws {
        let house = House().with("Modules/Web/Contract/Web.swift", "import Kernel\nimport server\n")
        #expect(
            try house.declaring("server", in: "Web").check().places
                == ["layer-order Modules/Web/Contract/Web.swift:2:8"])
    }

    @Test func `a module that names who sees it is hidden from the rest`() throws {
        let hidden = House().with("Modules/Products/module.yml", "tables: [products]\nvisible_to: [apps]\n")
        let places = try hidden.check().places
        #expect(places == ["visible-to Modules/Orders/Contract/Orders.swift:2:8", "visible-to \(service):2:8"])
        #expect(try hidden.check().first().statedAt?.text == "Modules/Products/module.yml:2")
        for name in ["Orders", "domain"] {
            let shown = House().with("Modules/Products/module.yml", "tables: [products]\nvisible_to: [\(name)]\n")
            #expect(try shown.check().places == ["visible-to Apps/Server/main.swift:3:8"])
        }
    }

    @Test func `a module never imports what it swears off`() throws {
        let house = House().with("Modules/Kernel/module.yml", "never: [Foundation]\n")
            .with("Modules/Kernel/Contract/Kernel.swift", "import Foundation\n")
        let result = try house.check()
        #expect(result.places == ["never Modules/Kernel/Contract/Kernel.swift:1:8"])
        #expect(try result.first().statedAt?.text == "Modules/Kernel/module.yml:1")
    }

    @Test(arguments: ["Service", "Storage"])
    func `a folder never imports what the policy keeps from it`(_ folder: String) throws {
        let file = "Modules/Orders/Live/\(folder)/Planted.swift"
        let result = try House().with(file, "import Web\n").check()
        #expect(result.places == ["folder \(file):1:8"])
        #expect(try result.first().statedAt?.path == "boundaries.yml")
    }

    @Test func `a module may forbid more to its own folders`() throws {
        let house = House().with(
            "Modules/Orders/module.yml", "tables: [orders]\nfolders:\n  Live/HTTP: { never: [Store] }\n")
        let result = try house.check()
        #expect(result.places == ["folder Modules/Orders/Live/HTTP/Routes.swift:2:8"])
        #expect(try result.first().statedAt?.text == "Modules/Orders/module.yml:3")
    }

    @Test func `contracts in a circle are refused at the edge that is cheapest to cut`() throws {
        let house = House()
            .with("Modules/Products/Contract/Products.swift", "import Kernel\nimport Orders\n")
            .with("Modules/Products/Contract/More.swift", "import Orders\n").declaring("Orders", in: "Products")
        let result = try house.check()
        #expect(result.places == ["cycle Modules/Orders/Contract/Orders.swift:2:8"])
        #expect(try result.first().message == "the contracts form a circle: Orders -> Products -> Orders")
        #expect(try result.first().remedy.contains("cut Orders -> Products, which takes 1 import"))
    }

    @Test func `what explain says is what check does`() throws {
        try House().withModel { package in
            let explanation = Explanation(
                package: package, policy: try PolicyLoader(root: package.root).load(for: package))
            #expect(explanation.answer(importer: "OrdersLive", module: "Products")?.isAllowed == true)
            #expect(
                explanation.answer(importer: "OrdersLive", module: "ProductsLive")?.text.hasPrefix(
                    "no: [contract-only]") == true)
            #expect(explanation.answer(importer: service, module: "Web")?.text.hasPrefix("no: [folder]") == true)
            #expect(
                explanation.answer(importer: "OrdersLive", module: "Web")?.text.contains(
                    "but files under `Live/Service/`") == true)
            #expect(
                explanation.answer(importer: "ProductsLive", module: "Store")?.text.hasPrefix("no: [undeclared-import]")
                    == true)
            #expect(explanation.answer(importer: "Nobody", module: "Web") == nil)
        }
    }
}
