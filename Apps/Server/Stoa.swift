import ArgumentParser

/// The command line. Exit codes: 0 done, 1 failed, 64 usage, 69 a dependency is unavailable, 78 configuration.
@main
struct Stoa: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stoa", abstract: "A commerce backend: users, products, orders and auth behind one HTTP API.",
        discussion: "Settings come from the environment; `stoa config check` lists them with their values.",
        version: Build.version,
        subcommands: [
            ServeCommand.self, MigrateCommand.self, JobsCommand.self, OpenAPICommand.self, UsersCommand.self,
            KeysCommand.self, ConfigCommand.self, VersionCommand.self,
        ])
}

/// What this binary is.
enum Build {
    static let version = "0.1.0"
}

/// `stoa version`
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Prints the version.")

    func run() { print("stoa \(Build.version)") }
}
