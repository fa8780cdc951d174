import Foundation
import Testing

struct CommandTests {
    @Test func `a clean package ends with 0 and one line of counts`() throws {
        let answer = try House().build { try BoundaryCommand.run("check", in: $0) }
        #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
        #expect(answer.output.hasPrefix("boundary: clean (13 files, 24 imports, 5 modules, "))
        #expect(answer.output.split(separator: "\n").count == 1)
    }

    @Test func `a faulty policy ends with 2 and names the line`() throws {
        let house = House().replacing("apps: Apps", with: "aps: Apps", in: "boundaries.yml")
        let answer = try house.build { try BoundaryCommand.run("check", in: $0) }
        #expect(answer.status == 2)
        #expect(answer.errors.hasPrefix("boundaries.yml:3:1: policy: unknown key `aps`"))
    }

    @Test func `a policy that cannot be read ends with 2 and does not pass for none`() throws {
        for path in ["boundaries.yml", "Modules/Orders/module.yml"] {
            let answer = try House().build { (folder: String) throws in
                try FileManager.default.removeItem(atPath: "\(folder)/\(path)")
                try FileManager.default.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
                return try BoundaryCommand.run("check", in: folder)
            }
            #expect(answer.status == 2)
            #expect(answer.errors == "\(path):1:1: policy: the file cannot be read\n")
        }
    }

    @Test(arguments: [["--nonsense"], ["check", "--format", "yaml"], ["imports"], ["explain", "Nobody", "Web"]])
    func `wrong usage ends with 2`(_ arguments: [String]) throws {
        let answer = try House().build { (folder: String) throws in
            switch arguments.count {
            case 1: try BoundaryCommand.run(arguments[0], in: folder)
            default: try BoundaryCommand.run(arguments[0], arguments[1], arguments[2], in: folder)
            }
        }
        #expect(answer.status == 2)
        #expect(!answer.errors.isEmpty)
    }

    @Test func `a file that cannot be read for certain ends with 3, other violations or not`() throws {
        let file = "Modules/Orders/Live/Service/Service.swift"
        let house = House().with(file, "<<<<<<< ours\nimport Orders\n=======\nimport Web\n>>>>>>> theirs\n")
        let answer = try house.build { try BoundaryCommand.run("check", in: $0) }
        #expect(answer.status == 3)
        #expect(answer.output.contains("\(file):1: not checked: "))
    }

    @Test func `a file without permission to read ends with 3`() throws {
        let file = "Modules/Web/Contract/Web.swift"
        let answer = try House().build { (folder: String) throws in
            // A link to nowhere cannot be opened by anyone, the superuser included.
            try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(file)", withDestinationPath: "nowhere")
            return try BoundaryCommand.run("check", in: folder)
        }
        #expect(answer.status == 3)
        #expect(answer.output.contains("\(file):1: not checked: the file cannot be read"))
    }

    @Test func `a manifest that does not compile ends with 3 and says how to see why`() throws {
        let answer = try House().with("Package.swift", "// swift-tools-version: 6.2\nlet package = Pakcage()\n").build {
            try BoundaryCommand.run("check", in: $0)
        }
        #expect(answer.status == 3)
        #expect(answer.errors.contains("the manifest does not compile"))
        #expect(answer.errors.contains("dump-package"))
    }

    @Test func `dependencies that are not checked out end with 3 and say how to get them`() throws {
        let manifest = """
            // swift-tools-version: 6.2
            import PackageDescription
            let package = Package(name: "p", dependencies: [.package(url: "https://example.com/a/b", from: "1.0.0")],
                targets: [.target(name: "A", dependencies: [.product(name: "B", package: "b")])])
            """
        try TemporaryFolder.with(["Package.swift": manifest, "Sources/A/A.swift": "import B\n"]) {
            (folder: String) throws in
            let answer = try BoundaryCommand.run("check", in: folder)
            #expect(answer.status == 3)
            #expect(answer.errors.contains("swift package resolve"))
            // Where the checkout lies there, its own manifest says which module the product brings.
            let checkout = "\(folder)/.build/checkouts/b"
            try FileManager.default.createDirectory(
                atPath: "\(checkout)/Sources/BCore", withIntermediateDirectories: true)
            let dependency = """
                // swift-tools-version: 6.2
                import PackageDescription
                let package = Package(name: "b", products: [.library(name: "B", targets: ["BCore"])],
                    targets: [.target(name: "BCore")])
                """
            let state = """
                {"object": {"dependencies": [{"packageRef": {"identity": "b"}, "subpath": "b",
                  "state": {"name": "sourceControlCheckout"}}]}, "version": 7}
                """
            try Data(dependency.utf8).write(to: URL(fileURLWithPath: "\(checkout)/Package.swift"))
            try Data(state.utf8).write(to: URL(fileURLWithPath: "\(folder)/.build/workspace-state.json"))
            let second = try BoundaryCommand.run("check", in: folder)
            #expect(second.status == 1)
            #expect(second.output.contains("`A` imports `B`, which no target here and no direct dependency offers"))
            #expect(second.output.contains("`A` declares `B` and imports nothing of it"))
            try Data("import BCore\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/Sources/A/A.swift"))
            #expect(try BoundaryCommand.run("check", in: folder).status == 0)
        }
    }

    @Test func `an edited manifest is read anew`() throws {
        try House().build { (folder: String) throws in
            #expect(try BoundaryCommand.run("check", in: folder).status == 0)
            let other = House().declaring("Store", in: "Web").packageSwift
            try Data(other.utf8).write(to: URL(fileURLWithPath: "\(folder)/Package.swift"))
            let answer = try BoundaryCommand.run("check", in: folder)
            #expect(answer.status == 1)
            #expect(answer.output.contains("Package.swift:5:1: error: [unused-dependency]"))
        }
    }

    @Test func `the answer of check as JSON holds what the text holds`() throws {
        let file = "Modules/Web/Contract/Web.swift"
        let house = House().with(file, "import Kernel\nimport Orders\n").declaring("Orders", in: "Web")
        let answer = try house.build { try BoundaryCommand.run("check", "--format", "json", in: $0) }
        #expect(answer.status == 1)
        let root = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
        let finding = (root?["findings"] as? [[String: Any]])?.first
        #expect(finding?["rule"] as? String == "layer-order")
        #expect(finding?["path"] as? String == file)
        #expect(finding?["line"] as? Int == 2)
        #expect((finding?["statedAt"] as? [String: Any])?["line"] as? Int == 12)
        #expect((root?["counts"] as? [String: Any])?["files"] as? Int == 13)
    }

    @Test func `the facts of a file as JSON have one fixed form`() throws {
        let files = [
            "A.swift": "#if os(Linux)\n@testable internal import struct `A`.Thing\n#endif\n",
            "B.swift": "let a = \"\nimport C",
        ]
        try TemporaryFolder.with(files) { (folder: String) throws in
            let answer = try BoundaryCommand.run("imports", "A.swift", "--format", "json", in: folder)
            #expect(answer.status == 0)
            #expect(
                answer.output == """
                    {"files": [{"path": "A.swift", "imports": [{"module": "A", "line": 2, "column": 34, "access": "internal", \
                    "attributes": ["testable"], "kind": "struct", "path": ["A", "Thing"], "conditions": ["os(Linux)"]}], \
                    "problems": []}]}

                    """)
            let second = try BoundaryCommand.run("imports", "B.swift", "--format", "json", in: folder)
            #expect(second.status == 3)
            #expect(second.output.contains("\"problems\": [{\"line\": 1, \"message\": \""))
        }
    }

    @Test func `explain ends with 0 for what is allowed and with 1 for what is not`() throws {
        try House().build { (folder: String) throws in
            let allowed = try BoundaryCommand.run("explain", "OrdersLive", "Products", in: folder)
            #expect(allowed.status == 0)
            #expect(allowed.output == "yes: `OrdersLive` may import `Products`\n")
            let refused = try BoundaryCommand.run("explain", "OrdersLive", "ProductsLive", in: folder)
            #expect(refused.status == 1)
            #expect(refused.output.hasPrefix("no: [contract-only]"))
        }
    }

    @Test func `help and version end with 0`() throws {
        try TemporaryFolder.with(["x": ""]) { (folder: String) throws in
            for command in ["check", "imports", "explain"] {
                let answer = try BoundaryCommand.run(command, "--help", in: folder)
                #expect(answer.status == 0)
                #expect(answer.output.contains("USAGE: boundary \(command)"))
            }
            #expect(try BoundaryCommand.run("--version", in: folder).output == "1.0.0\n")
        }
    }
}
