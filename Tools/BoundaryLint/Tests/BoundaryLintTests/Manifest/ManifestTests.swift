import Foundation
import Testing

@testable import BoundaryLint

struct ManifestTests {
    @Test func `every form of a dependency is understood`() throws {
        let json = """
            {"name": "p", "toolsVersion": {"_version": "6.2.0"}, "products": [{"name": "P", "targets": ["A"]}],
             "dependencies": [
               {"sourceControl": [{"identity": "swift-log", "nameForTargetDependencyResolutionOnly": "Log"}]},
               {"fileSystem": [{"identity": "near", "path": "/near"}]}],
             "targets": [{"name": "A", "type": "regular", "exclude": ["x"], "dependencies": [
               {"byName": ["B", null]}, {"target": ["C", {"platformNames": ["linux"]}]},
               {"product": ["Logging", "swift-log", {"Logging": "Log"}, null]}]}]}
            """
        let manifest = try ManifestDump.manifest(from: Data(json.utf8))
        #expect(manifest.dependencies.map(\.identity) == ["swift-log", "near"])
        #expect(manifest.dependencies[0].isCalled("Log") && manifest.dependencies[0].isCalled("Swift-Log"))
        #expect(manifest.dependencies[1].path == "/near")
        #expect(manifest.targets[0].dependencies.map(\.name) == ["B", "C", "Logging"])
        #expect(manifest.targets[0].dependencies[2].package == "swift-log")
        #expect(manifest.targets[0].dependencies[2].moduleAliases == ["Logging": "Log"])
    }

    @Test func `an answer without targets or in an unknown form is refused`() {
        for json in [
            "[]", "{\"name\": \"p\"}",
            "{\"name\": \"p\", \"targets\": [{\"name\": \"A\", \"type\": \"regular\", \"dependencies\": [{\"new\": []}]}]}",
        ] {
            #expect(throws: (any Error).self, "\(json)") { try ManifestDump.manifest(from: Data(json.utf8)) }
        }
    }

    @Test(
        arguments: [
            ("module A { header \"a.h\" }", ["A"]),
            ("module A [system] {\n  module Inner { }\n}\nmodule B {}", ["A", "B"]),
            ("framework module A { }", ["A"]), ("// module X {}\nmodule \"A\"{}", ["A"]), ("", []),
        ])
    func `a module map's own modules are read`(_ map: String, _ modules: [String]) {
        #expect(ModuleNames.modules(inMap: map) == modules)
    }

    @Test(arguments: [("A", "A"), ("my-app", "my_app"), ("2fast", "_fast"), ("a.b c", "a_b_c"), ("Modül", "Modül")])
    func `a target's name becomes a module's`(_ name: String, _ module: String) {
        #expect(ModuleNames.c99(name) == module)
    }

    @Test func `sources are found where SwiftPM looks for them`() throws {
        let files = [
            "Sources/A/a.swift": "", "Sources/A/Sub/b.swift": "", "Sources/A/Skip/c.swift": "",
            "Sources/A/.d.swift": "",
            "Sources/A/Docs.docc/e.swift": "", "src/C/f.c": "", "Tests/T/g.swift": "", "Sources/A/notes.md": "",
        ]
        try TemporaryFolder.with(files) { (root: String) throws in
            let a = Manifest.Target(
                name: "A", type: "regular", path: nil, sources: nil, exclude: ["Skip"], dependencies: [])
            let c = Manifest.Target(name: "C", type: "regular", path: nil, sources: nil, exclude: [], dependencies: [])
            let t = Manifest.Target(name: "T", type: "test", path: nil, sources: nil, exclude: [], dependencies: [])
            let manifest = Manifest(
                name: "p", toolsVersion: "6.2.0", dependencies: [], products: [], targets: [a, c, t])
            let sources = TargetSources(root: root, manifest: manifest)
            #expect(try sources.find(a).files == ["Sources/A/Sub/b.swift", "Sources/A/a.swift"])
            #expect(try sources.find(c).hasForeignSources)
            #expect(try sources.find(t).files == ["Tests/T/g.swift"])
            let missing = Manifest.Target(
                name: "X", type: "regular", path: nil, sources: nil, exclude: [], dependencies: [])
            #expect(throws: CheckProblem.self) { try sources.find(missing) }
        }
    }

    @Test func `the only target may use the whole of Sources`() throws {
        try TemporaryFolder.with(["Sources/a.swift": ""]) { (root: String) throws in
            let target = Manifest.Target(
                name: "A", type: "regular", path: nil, sources: nil, exclude: [], dependencies: [])
            var manifest = Manifest(name: "p", toolsVersion: "5.9.0", dependencies: [], products: [], targets: [target])
            #expect(try TargetSources(root: root, manifest: manifest).find(target).files == ["Sources/a.swift"])
            manifest.toolsVersion = "5.8.0"
            #expect(throws: CheckProblem.self) { try TargetSources(root: root, manifest: manifest).find(target) }
        }
    }

    @Test func `a helper's line counts as the target's`() {
        let text =
            "name: \"stoa\",\nproducts(name: \"stoa\")\n.contract(\"Orders\", [\"Users\"]),\n.live(\n  \"Orders\", []),\n.target(\n  name: \"stoa\")"
        let lines = ManifestLines(text)
        func target(_ name: String) -> PackageTarget {
            PackageTarget(
                name: name, kind: .regular, modules: [name], folder: "", files: [], hasForeignSources: false,
                dependencies: [])
        }
        #expect(lines.line(of: target("Orders"), place: .module("Orders", part: "Contract")) == 3)
        #expect(lines.line(of: target("OrdersLive"), place: .module("Orders", part: "Live")) == 5)
        #expect(lines.line(of: target("stoa"), place: .app("Server")) == 7)
        #expect(lines.line(of: target("Nowhere"), place: nil) == 1)
    }

    @Test func `equal parts give an equal hash and other cuts another`() {
        func hash(_ parts: String...) -> String {
            var hash = StableHash()
            for part in parts { hash.add(part) }
            return hash.text
        }
        #expect(hash("ab", "c") == hash("ab", "c"))
        #expect(hash("ab", "c") != hash("a", "bc"))
        #expect(hash("a").count == 16)
    }
}
