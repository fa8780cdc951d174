import Foundation
import Testing

@testable import BoundaryLint

struct GraphTests {
    private func withGraph<Result>(
        _ house: House = House(), _ body: (ModuleGraph, Checker) throws -> Result
    ) throws -> Result {
        try house.withModel { package in
            let policy = try PolicyLoader(root: package.root).load(for: package)
            let checker = Checker(package: package, policy: policy)
            return try body(ModuleGraph(checker), checker)
        }
    }

    @Test func `the graph holds modules, apps and the imports between them, but no tests`() throws {
        try withGraph { graph, _ in
            #expect(graph.names == ["Kernel", "Orders", "Products", "Server", "Store", "Web"])
            #expect(graph.layers == ["shared", "platform", "domain", "apps"])
            #expect(graph.nodes.first { $0.name == "Orders" }?.owners == ["orders"])
            #expect(
                graph.edges.map { "\($0.from) \($0.to) \($0.imports)" } == [
                    "Orders Kernel 1", "Orders Products 2", "Orders Store 3", "Orders Web 1", "Products Kernel 1",
                    "Server Orders 2", "Server Products 1", "Server Store 1", "Store Kernel 1", "Web Kernel 1",
                ])
        }
    }

    @Test func `a module's own graph holds it and its neighbours`() throws {
        try withGraph { graph, _ in
            #expect(
                graph.around("Web").mermaid == """
                    flowchart TD
                        subgraph layer0["domain"]
                            m_Orders["Orders"]
                        end
                        subgraph layer1["platform"]
                            m_Web["Web"]
                        end
                        subgraph layer2["shared"]
                            m_Kernel["Kernel"]
                        end
                        m_Orders --> m_Web
                        m_Web --> m_Kernel
                        style m_Web stroke-width:3px

                    """)
        }
    }

    @Test func `Graphviz and PlantUML get the same nodes and edges`() throws {
        try withGraph { graph, _ in
            let graph = graph.around("Web")
            #expect(
                graph.dot == """
                    digraph modules {
                        node [shape=box]
                        subgraph cluster0 { label="domain"
                            "Orders"
                        }
                        subgraph cluster1 { label="platform"
                            "Web" [penwidth=3]
                        }
                        subgraph cluster2 { label="shared"
                            "Kernel"
                        }
                        "Orders" -> "Web"
                        "Web" -> "Kernel"
                    }

                    """)
            #expect(
                graph.plantUML == """
                    @startuml
                    package "domain" {
                      component "Orders" as m_Orders
                    }
                    package "platform" {
                      component "Web" as m_Web #line.bold
                    }
                    package "shared" {
                      component "Kernel" as m_Kernel
                    }
                    m_Orders --> m_Web
                    m_Web --> m_Kernel
                    @enduml

                    """)
        }
    }

    @Test func `without a policy the targets are the modules`() throws {
        var house = House()
        house.files["boundaries.yml"] = nil
        try withGraph(house) { graph, _ in
            #expect(graph.names.contains("OrdersLive") && !graph.names.contains("OrdersTests"))
            #expect(graph.layers == [])
        }
    }

    @Test func `the page holds every module, edge and violation and needs nothing from elsewhere`() throws {
        let house = House().with("Modules/Web/Contract/Web.swift", "import Kernel\nimport Orders\n")
            .declaring("Orders", in: "Web").with("Modules/Orders/module.yml", "owners: [\"</script>\"]\n")
        try withGraph(house) { graph, checker in
            let page = GraphPage.html(graph, checker.check(), checker)
            let start = try #require(page.range(of: "id=\"data\">"))
            let end = try #require(page[start.upperBound...].range(of: "</script>"))
            let data = Data(page[start.upperBound..<end.lowerBound].utf8)
            let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            let rows = try #require(root["rows"] as? [[String: Any]])
            #expect(rows.map { $0["layer"] as? String } == ["apps", "domain", "platform", "shared"])
            #expect((root["edges"] as? [Any])?.count == 11)
            let finding = try #require((root["findings"] as? [[String: Any]])?.first)
            #expect(finding["module"] as? String == "Web" && finding["rule"] as? String == "layer-order")
            #expect(!page.contains("src=") && !page.contains("href=") && !page.contains("@import"))
        }
    }

    private static let markers = "# Web\n\n<!-- boundary:graph -->\n<!-- /boundary:graph -->\n\nMore.\n"

    @Test func `a diagram in a README is renewed, and is stale as soon as the imports change`() throws {
        let house = House().with("Modules/Web/README.md", Self.markers).with("README.md", Self.markers)
        try house.build { (folder: String) throws in
            let stale = try BoundaryCommand.run("graph", "--check", in: folder)
            #expect(stale.status == 1)
            #expect(stale.output.contains("Modules/Web/README.md:3: error: the diagram is stale"))
            #expect(try BoundaryCommand.run("graph", "--write", in: folder).status == 0)
            #expect(try BoundaryCommand.run("graph", "--check", in: folder).status == 0)
            let text = try String(contentsOfFile: "\(folder)/Modules/Web/README.md", encoding: .utf8)
            let drawn = try BoundaryCommand.run("graph", "Web", in: folder).output
            #expect(
                text
                    == "# Web\n\n<!-- boundary:graph -->\n```mermaid\n\(drawn)```\n<!-- /boundary:graph -->\n\nMore.\n")
            let web = URL(fileURLWithPath: "\(folder)/Modules/Web/Contract/Web.swift")
            try Data("import Kernel\nimport Store\n".utf8).write(to: web)
            let again = try BoundaryCommand.run("graph", "--check", in: folder)
            #expect(again.status == 1)
            #expect(again.output.contains("boundary: 0 of 2 diagrams were fresh"))
        }
    }

    @Test func `a marker that stands alone ends with 3, and no marker at all with 2`() throws {
        let alone = House().with("README.md", "<!-- boundary:graph -->\n")
        let answer = try alone.build { try BoundaryCommand.run("graph", "--check", in: $0) }
        #expect(answer.status == 3)
        #expect(answer.errors.hasPrefix("README.md:1: not checked: a marker of a diagram stands alone"))
        try House().build { (folder: String) throws in
            #expect(try BoundaryCommand.run("graph", "--check", in: folder).status == 2)
            #expect(try BoundaryCommand.run("graph", "Nobody", in: folder).status == 2)
            #expect(try BoundaryCommand.run("graph", "--check", "--write", in: folder).status == 2)
            for format in GraphFormat.allCases.map(\.rawValue) {
                #expect(try BoundaryCommand.run("graph", "--format", format, in: folder).status == 0)
            }
        }
    }
}
