import ArgumentParser
import PersistenceLive
import Schema

/// `stoa migrate`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database to this program's schema, while instances serve.",
        subcommands: [Up.self, Status.self, Verify.self], defaultSubcommand: Up.self)

    /// The migrations that this binary carries, for the database that the settings name.
    static func migrator() async throws -> Migrator {
        var reader = try await SettingsReader.system()
        let url = reader.required(
            "DATABASE_URL", "the primary, such as postgresql://user:password@host:5432/stoa", isSecret: true)
        guard reader.problems.isEmpty else { throw InvalidSettings(problems: reader.problems) }
        return Migrator(url: url, migrations: try Migration.chain(embeddedMigrations))
    }

    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Applies what is missing.")

        func run() async throws {
            try await exiting {
                let applied = try await MigrateCommand.migrator().up { print("applied \($0.name)") }
                print(applied.isEmpty ? "nothing to do" : "\(applied.count) applied")
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists every migration and when it was applied.")

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            try await exiting {
                let entries = try await MigrateCommand.migrator().status()
                json ? printJSON(entries) : printText(entries)
            }
        }

        private func printText(_ entries: [Migrator.Entry]) {
            for entry in entries { print("\(entry.appliedAt ?? "not applied         ")  \(entry.migration.name)") }
        }

        private func printJSON(_ entries: [Migrator.Entry]) {
            // Names are checked to be plain, and times are PostgreSQL's own: nothing in them needs an escape.
            let items = entries.map { entry in
                let applied = entry.appliedAt.map { "\"\($0)\"" } ?? "null"
                return "{\"name\":\"\(entry.migration.name)\",\"phase\":\"\(entry.migration.phase.rawValue)\","
                    + "\"appliedAt\":\(applied)}"
            }
            print("[\(items.joined(separator: ","))]")
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Exits 0 when the database has exactly this program's schema history, 1 when not.")

        func run() async throws {
            try await exiting {
                let missing = try await MigrateCommand.migrator().status().filter { $0.appliedAt == nil }
                guard missing.isEmpty else {
                    for entry in missing { complain("not applied: \(entry.migration.name)") }
                    complain("`stoa migrate up` applies them.")
                    throw ExitCode.failure
                }
                print("up to date")
            }
        }
    }
}
