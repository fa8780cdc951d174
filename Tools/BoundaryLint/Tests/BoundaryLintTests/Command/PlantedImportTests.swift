import Testing

/// Five imports that the architecture forbids, planted one by one into a package that is clean without them, and found
/// by the built command through the real `swift package dump-package`.
struct PlantedImportTests {
    /// The check has to fail, name the place and the rule, and say what to do.
    private func expect(
        _ house: House, fails finding: String, why: String, fix: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let answer = try house.build { try BoundaryCommand.run("check", in: $0) }
        #expect(answer.status == 1, sourceLocation: sourceLocation)
        let lines = answer.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 4, "\(answer.output)\(answer.errors)", sourceLocation: sourceLocation)
        #expect(lines.first == finding, sourceLocation: sourceLocation)
        #expect(lines.dropFirst().first == "  why: \(why)", sourceLocation: sourceLocation)
        #expect(lines.dropFirst(2).first == "  fix: \(fix)", sourceLocation: sourceLocation)
        #expect(lines.last?.hasPrefix("boundary: 1 violation (") == true, sourceLocation: sourceLocation)
    }

    @Test func `an import that Package.swift does not declare fails the check`() throws {
        let file = "Modules/Products/Live/Service/Service.swift"
        try expect(
            House().with(file, "import Products\n\nimport Kernel\n"),
            fails: "\(file):3:8: error: [undeclared-import] `ProductsLive` imports `Kernel` without declaring it",
            why: "Package.swift does not give `ProductsLive` the dependency; it is a target of this package",
            fix: "in Package.swift, add \"Kernel\" to the dependencies of target `ProductsLive`")
    }

    @Test func `a platform module that imports a domain fails the check`() throws {
        let file = "Modules/Web/Contract/Web.swift"
        try expect(
            House().with(file, "import Kernel\nimport Orders\n").declaring("Orders", in: "Web"),
            fails: "\(file):2:8: error: [layer-order] `Web` imports `Orders` from the layer above",
            why: "layer `platform` lies below layer `domain` and knows nothing of it (boundaries.yml:12)",
            fix: "let Web declare a protocol that Orders conforms to, or move the code to layer `domain`")
    }

    @Test func `a Live target that imports another Live target fails the check`() throws {
        let file = "Modules/Orders/Live/Service/Planted.swift"
        try expect(
            House().with(file, "internal import struct ProductsLive.Catalog\n").declaring(
                "ProductsLive", in: "OrdersLive"),
            fails:
                "\(file):1:24: error: [contract-only] `OrdersLive` imports `ProductsLive`, the Live part of module Products",
            why: "a Live target is imported only by apps, tests (boundaries.yml:7)",
            fix: "import the contract `Products` and let the app hand in the implementation")
    }

    @Test func `a service that imports the web fails the check`() throws {
        let file = "Modules/Orders/Live/Service/Planted.swift"
        try expect(
            House().with(file, "#if DEBUG\n    @preconcurrency import Web\n#endif\n"),
            fails: "\(file):2:28: error: [folder] a file under `Live/Service/` imports `Web`",
            why: "files under `Live/Service/` never import `Web` (boundaries.yml:20)",
            fix: "move the code that needs `Web` out of `Live/Service/`, and hand over values that both sides know")
    }

    @Test func `raw SQL in a store of a domain fails the check`() throws {
        let file = "Modules/Orders/Live/Storage/Planted.swift"
        try expect(
            House().with(
                file, "import Store\nlet find: SQL = \"SELECT id FROM orders.orders WHERE \\(raw: filter)\"\n"),
            fails: "\(file):2:53: error: [raw-sql] `\\(raw: …)` puts text into SQL unbound",
            why: "only Store may build raw SQL; elsewhere every value is a bind parameter (boundaries.yml:22)",
            fix:
                "write one literal of type `SQL` and interpolate the values, which binds them; what varies in the text "
                + "itself takes one literal for each case")
    }
}
