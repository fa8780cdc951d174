import Foundation
import PersistenceLive
import PersistenceTesting
import Schema
import ServerTesting
import Testing

@Suite struct SchemaTests {
    @Test func `the binary carries exactly the migrations that lie in the repository`() throws {
        let files = try MigrationFolder.files()
        #expect(embeddedMigrations.map(\.name) == files.map(\.name), "touch Package.swift and build again")
        // The embedding adds the line end that a raw string literal needs.
        #expect(zip(embeddedMigrations, files).allSatisfy { $0.text.trimming() == $1.text.trimming() })
    }

    @Test func `the migrations add up to the snapshot in Schema, schema.sql`() async throws {
        try await TestDatabase.with { db in
            let actual = try await SchemaDump.text(of: db)
            let path = TestCluster.repository + "/Schema/schema.sql"
            let expected = try String(contentsOfFile: path, encoding: .utf8)
            if ProcessInfo.processInfo.environment["STOA_UPDATE_SNAPSHOTS"] != nil {
                try actual.write(toFile: path, atomically: true, encoding: .utf8)
            } else {
                #expect(
                    actual == expected,
                    "the schema has changed; STOA_UPDATE_SNAPSHOTS=1 swift test --filter SchemaTests writes it anew")
            }
        }
    }

    @Test func `the routes add up to the snapshot in Schema, openapi.json`() async throws {
        let (output, code) = try await StoaProcess.run(["openapi"], environment: [:])
        #expect(code == 0)
        let actual = try pretty(Data(output.utf8))
        let path = TestCluster.repository + "/Schema/openapi.json"
        if ProcessInfo.processInfo.environment["STOA_UPDATE_SNAPSHOTS"] != nil {
            try actual.write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            let expected = try String(contentsOfFile: path, encoding: .utf8)
            #expect(
                actual == expected,
                "the API has changed; STOA_UPDATE_SNAPSHOTS=1 swift test --filter SchemaTests writes it anew")
        }
    }

    @Test func `a migration that was changed after it was applied is found`() async throws {
        try await TestDatabase.with { db in
            let url = try await db.cluster.url(of: .primary, database: db.name)
            var files = try MigrationFolder.files()
            files[0].text += "\n-- changed"
            let changed = Migrator(url: url, migrations: try Migration.chain(files))
            let error = await #expect(throws: MigrationError.self) { try await blocking { try changed.status() } }
            guard case .diverged = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a migration that fails leaves what came before it, and goes on from there`() async throws {
        try await TestDatabase.with { db in
            let url = try await db.cluster.url(of: .primary, database: db.name)
            let files = try MigrationFolder.files()
            func next(_ number: Int, _ sql: String) -> (name: String, text: String) {
                let digits = String(files.count + number)
                let name = String(repeating: "0", count: 4 - digits.count) + digits + "_test_step.sql"
                return (name, "-- owner: Test\n-- phase: expand\n\(sql)\n")
            }
            let good = next(1, "CREATE TABLE step_one (id int8)")
            let bad = next(2, "CREATE TABLE step_two (id int8); SELECT 1 / 0")
            let mended = next(2, "CREATE TABLE step_two (id int8)")
            let failing = Migrator(url: url, migrations: try Migration.chain(files + [good, bad]))
            await #expect(throws: MigrationError.self) { try await blocking { try failing.up() } }
            let mending = Migrator(url: url, migrations: try Migration.chain(files + [good, mended]))
            let applied = try await blocking { try mending.up().map(\.name) }
            #expect(applied == [mended.name])
        }
    }

    @Test func `names, owners and phases that do not fit are listed all at once`() {
        let error = #expect(throws: MigrationError.self) {
            try Migration.chain([("1_x.sql", ""), ("0002_b_x.sql", "-- owner: B\n-- phase: never\n")])
        }
        guard case .invalid(let problems) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problems.count == 2)
    }
}

extension String {
    fileprivate func trimming() -> String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// JSON with one member a line, in the order of names, so that a change reads well.
private func pretty(_ json: Data) throws -> String {
    let object = try JSONSerialization.jsonObject(with: json)
    let data = try JSONSerialization.data(
        withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self) + "\n"
}
