import ArgumentParser
import AuthLive

/// `stoa keys`
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Manages the keys that sign access tokens.", subcommands: [Rotate.self])

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new signing key in AUTH_KEYS_DIR; instances use it from their next SIGHUP on.",
            discussion: "Old keys stay in the JWKS until the last token that they signed has expired.")

        func run() async throws {
            try await exiting {
                var reader = try await SettingsReader.system()
                let folder = reader.text("AUTH_KEYS_DIR", default: AuthConfiguration().keysFolder) ?? ""
                print("signing with \(try KeyFolder.rotate(path: folder)) from the next SIGHUP on")
            }
        }
    }
}
