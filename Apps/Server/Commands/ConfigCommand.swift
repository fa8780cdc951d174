import ArgumentParser

/// `stoa config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Shows the settings.", subcommands: [Check.self], defaultSubcommand: Check.self
    )

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every setting, its value and where it came from; exits 78 when something is wrong.")

        func run() async throws {
            try await exiting {
                var reader = try await SettingsReader.system()
                let settings = Result { try Settings(reading: &reader) }
                let width = reader.entries.map(\.name.count).max() ?? 0
                for entry in reader.entries {
                    let name = entry.name.padded(to: width)
                    let value = entry.isSecret && !entry.value.isEmpty ? "(secret)" : entry.value
                    print("\(name)  \(entry.source.rawValue.padded(to: 11))  \(value)")
                }
                _ = try settings.get()
            }
        }
    }
}

extension String {
    /// This text, with spaces behind it up to `width` characters.
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
