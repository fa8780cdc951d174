import Foundation
import Testing

@testable import BoundaryLint

/// The JSON Schemas for editors know the keys that the reader knows, at every level, and no others.
struct SchemaTests {
    private func schema(_ name: String) throws -> [String: Any] {
        let path = "\(SwiftFiles.packageFolder)/Schemas/\(name).schema.json"
        let root = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
        return try #require(root as? [String: Any])
    }

    /// The keys of the object at `path` in a schema.
    private func keys(_ name: String, _ path: [String]) throws -> Set<String> {
        var node = try schema(name)
        for step in path { node = try #require(node[step] as? [String: Any], "\(step)") }
        #expect(node["additionalProperties"] as? Bool == false)
        return Set(try #require(node["properties"] as? [String: Any]).keys)
    }

    /// The keys that the reader says it knows when it meets the unknown `zzz`.
    private func known(_ text: String, isModule: Bool = false) throws -> Set<String> {
        var reader = PolicyReader(path: "x")
        if isModule { _ = reader.module(text) } else { _ = reader.boundaries(text) }
        let message = try #require(reader.errors.first { $0.message.contains("unknown key `zzz`") }?.message)
        let list = try #require(message.split(separator: "known are ").last)
        return Set(list.split(separator: ", ").map { $0.filter { $0 != "`" } })
    }

    @Test func `every key of boundaries.yml is in its schema`() throws {
        let file = "boundaries"
        #expect(try keys(file, []) == known("zzz: 1"))
        #expect(try keys(file, ["properties", "parts", "additionalProperties"]) == known("parts: { A: { zzz: 1 } }"))
        #expect(try keys(file, ["properties", "layers", "items"]) == known("layers: [{ zzz: 1 }]"))
        #expect(try keys(file, ["properties", "sql"]) == known("sql: { zzz: 1 }"))
        #expect(try keys(file, ["properties", "exceptions", "items"]) == known("exceptions: [{ zzz: 1 }]"))
        let folders = "layers: [{ name: a, modules: [B], folders: { C: { zzz: 1 } } }]"
        #expect(try keys(file, ["$defs", "folders", "additionalProperties"]) == known(folders))
    }

    @Test func `every key of module.yml is in its schema`() throws {
        #expect(try keys("module", []) == known("zzz: 1", isModule: true))
        #expect(
            try keys("module", ["$defs", "folders", "additionalProperties"])
                == known("folders: { C: { zzz: 1 } }", isModule: true))
    }
}
