import Foundation
import PersistenceTesting

/// The schema of a database as `pg_dump` writes it, without what differs from one machine to the next.
enum SchemaDump {
    static func text(of db: TestDatabase) async throws -> String {
        let url = try await db.cluster.url(of: .primary, database: db.name)
        let dump = try await blocking {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "pg_dump", "--schema-only", "--no-owner", "--no-privileges", "--exclude-schema=public", url,
            ]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let data = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
        let lines = dump.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            !line.hasPrefix("--") && !line.hasPrefix("SET ") && !line.hasPrefix("SELECT pg_catalog.set_config")
                && !line.hasPrefix("\\") && !line.contains("EXTENSION")
        }
        var text = lines.joined(separator: "\n")
        while text.contains("\n\n\n") { text = text.replacing("\n\n\n", with: "\n\n") }
        return text.trimmingCharacters(in: .newlines) + "\n"
    }
}
