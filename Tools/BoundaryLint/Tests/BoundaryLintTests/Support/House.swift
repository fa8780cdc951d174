import Foundation
import Testing

@testable import BoundaryLint

/// A small package shaped like a real one: modules in layers, each with Contract, Live and Testing; an app; tests.
/// It is clean as it stands; a test plants one thing and looks at what the check says.
struct House {
    /// Text by path.
    var files: [String: String] = [
        "boundaries.yml": House.boundaries,
        "Modules/Kernel/module.yml": "owners: [platform]\n",
        "Modules/Orders/module.yml": "owners: [orders]\ntables: [orders]\n",
        "Modules/Products/module.yml": "tables: [products]\n",
        "Modules/Kernel/Contract/Kernel.swift": "public struct Money {}\n",
        "Modules/Web/Contract/Web.swift": "import Kernel\n",
        "Modules/Store/Contract/Store.swift": "import Kernel\n",
        "Modules/Store/Live/Pool.swift":
            "import CStore\nimport Store\nlet raw: SQL = \"SELECT \\(raw: columns) FROM t\"\n",
        "Modules/Store/CStore/module.modulemap": "module CStore [system] { header \"shim.h\" export * }\n",
        "Modules/Orders/Contract/Orders.swift": "import Kernel\nimport Products\n",
        "Modules/Orders/Live/HTTP/Routes.swift": "import Orders\nimport Store\nimport Web\n",
        "Modules/Orders/Live/Service/Service.swift": "import Orders\nimport Products\nimport Store\n",
        "Modules/Orders/Live/Storage/Rows.swift": "import Store\nlet find: SQL = \"SELECT id FROM orders.orders\"\n",
        "Modules/Orders/Testing/Fakes.swift": "import Orders\n",
        "Modules/Products/Contract/Products.swift": "import Kernel\n",
        "Modules/Products/Live/Service/Service.swift": "import Products\n",
        "Apps/Server/main.swift": "import Orders\nimport OrdersLive\nimport ProductsLive\nimport StoreLive\n",
        "Tests/OrdersTests/Tests.swift":
            "import Orders\n@testable import OrdersLive\nimport OrdersTesting\nimport Testing\n",
    ]

    var targets: [Manifest.Target] = [
        House.target("Kernel", "Modules/Kernel/Contract"),
        House.target("Web", "Modules/Web/Contract", ["Kernel"]),
        House.target("Store", "Modules/Store/Contract", ["Kernel"]),
        House.target("StoreLive", "Modules/Store/Live", ["Store", "CStore"]),
        House.target("CStore", "Modules/Store/CStore", type: "system"),
        House.target("Orders", "Modules/Orders/Contract", ["Kernel", "Products"]),
        House.target("OrdersLive", "Modules/Orders/Live", ["Orders", "Products", "Store", "Web"]),
        House.target("OrdersTesting", "Modules/Orders/Testing", ["Orders"]),
        House.target("Products", "Modules/Products/Contract", ["Kernel"]),
        House.target("ProductsLive", "Modules/Products/Live", ["Products"]),
        House.target(
            "server", "Apps/Server", ["Orders", "OrdersLive", "ProductsLive", "StoreLive"], type: "executable"),
        House.target(
            "OrdersTests", "Tests/OrdersTests", ["Orders", "OrdersLive", "OrdersTesting", "server"], type: "test"),
    ]

    var products = [ExternalProduct(name: "Logging", package: "swift-log", modules: ["Logging"])]

    static let boundaries = """
        version: 1
        modules: Modules
        apps: Apps
        tests: Tests
        parts:
          Contract: { imported_by: [Contract, Live, Testing, apps, tests] }
          Live: { imported_by: [apps, tests], own: [Testing] }
          Testing: { imported_by: [tests] }
        layers:
          - name: shared
            modules: [Kernel]
          - name: platform
            modules: [Web, Store]
            siblings: { Web: [Store] }
          - name: domain
            modules: [Orders, Products]
            siblings: all
            folders:
              Live/HTTP: { sql: none }
              Live/Service: { never: [Web], sql: none }
              Live/Storage: { never: [Web] }
        sql:
          type: SQL
          raw_allowed_in: [Store]
        exceptions: []

        """

    static func target(
        _ name: String, _ path: String, _ dependencies: [String] = [], type: String = "regular"
    ) -> Manifest.Target {
        Manifest.Target(
            name: name, type: type, path: path, sources: nil, exclude: [],
            dependencies: dependencies.map { Manifest.TargetDependency(kind: .byName, name: $0) })
    }

    /// The same house with another text for one file.
    func with(_ path: String, _ text: String) -> House {
        var house = self
        house.files[path] = text
        return house
    }

    /// The same house with one piece of a file's text replaced.
    func replacing(_ old: String, with new: String, in path: String) -> House {
        with(path, files[path, default: ""].replacing(old, with: new))
    }

    /// The same house where one target has one dependency more.
    func declaring(_ dependency: String, in target: String) -> House {
        var house = self
        let line = Manifest.TargetDependency(kind: .byName, name: dependency)
        for index in house.targets.indices where house.targets[index].name == target {
            house.targets[index].dependencies.append(line)
        }
        return house
    }

    /// Writes the files, checks them, and takes them away again.
    func check(paths: [String] = [], today: String = "2026-06-01") throws -> CheckResult {
        try withModel { package in
            let policy = try PolicyLoader(root: package.root).load(for: package)
            return Checker(package: package, policy: policy, today: CalendarDay(today)!).check(paths: paths)
        }
    }

    /// What is wrong with the policy.
    func policyErrors() throws -> [PolicyError] {
        try withModel { package in
            do throws(PolicyErrors) {
                _ = try PolicyLoader(root: package.root).load(for: package)
                return []
            } catch {
                return error.errors
            }
        }
    }

    func withModel<Result>(_ body: (PackageModel) throws -> Result) throws -> Result {
        try TemporaryFolder.with(files) { (root: String) throws in
            var manifest = Manifest(
                name: "house", toolsVersion: "6.2.0", dependencies: [], products: [], targets: targets)
            manifest.dependencies = [Manifest.PackageDependency(identity: "swift-log")]
            return try body(PackageLoader(root: root).model(of: manifest, products: products))
        }
    }
}

/// Folders that live as long as one test needs them.
enum TemporaryFolder {
    static func with<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
        let root =
            FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
            + "/boundary-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        for (path, text) in files {
            let file = URL(fileURLWithPath: "\(root)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try body(root)
    }
}

extension CheckResult {
    /// The first finding; a test without one fails.
    func first() throws -> Finding { try #require(findings.first) }

    /// `rule path:line:column` of every finding.
    var places: [String] { findings.map { "\($0.rule.rawValue) \($0.path):\($0.line):\($0.column)" } }
}
