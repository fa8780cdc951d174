import Configuration
import SystemPackage

/// Reads settings by their environment names, and collects all that is wrong with them.
struct SettingsReader {
    /// One setting as it was found.
    struct Entry {
        enum Source: String { case environment, file = ".env", standard = "default", missing }

        let name: String
        let value: String
        let source: Source
        let isSecret: Bool
    }

    private let environment: EnvironmentVariablesProvider
    private let file: EnvironmentVariablesProvider?
    private(set) var entries: [Entry] = []
    private(set) var problems: [String] = []

    /// The process's environment and, in development only, the file `.env` in the working directory.
    static func system() async throws -> SettingsReader {
        let environment = EnvironmentVariablesProvider()
        let isDevelopment = try environment.environmentValue(forName: "APP_ENV") ?? "development" == "development"
        guard isDevelopment else { return SettingsReader(environment: environment, file: nil) }
        return SettingsReader(
            environment: environment,
            file: try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true))
    }

    /// Settings from a list, for tests.
    init(_ values: [String: String]) {
        self.init(environment: EnvironmentVariablesProvider(environmentVariables: values), file: nil)
    }

    private init(environment: EnvironmentVariablesProvider, file: EnvironmentVariablesProvider?) {
        self.environment = environment
        self.file = file
    }

    /// A setting that need not be there.
    mutating func text(_ name: String, default standard: String? = nil, isSecret: Bool = false) -> String? {
        let (value, source) = find(name, standard)
        entries.append(Entry(name: name, value: value ?? "", source: source, isSecret: isSecret))
        return value
    }

    /// A setting that must be there.
    mutating func required(_ name: String, _ meaning: String, isSecret: Bool = false) -> String {
        guard let value = text(name, isSecret: isSecret) else {
            problems.append("\(name) is missing: \(meaning)")
            return ""
        }
        return value
    }

    /// A whole number in a range.
    mutating func number(_ name: String, default standard: Int, in range: ClosedRange<Int>) -> Int {
        let text = text(name, default: String(standard)) ?? ""
        guard let value = Int(text), range.contains(value) else {
            problems.append(
                "\(name) is \"\(text)\": it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
            return standard
        }
        return value
    }

    /// A length of time: `500ms`, `10s`, `2m`, or a bare number of seconds.
    mutating func duration(_ name: String, default standard: String) -> Duration {
        let text = text(name, default: standard) ?? ""
        guard let value = Duration(setting: text) else {
            problems.append("\(name) is \"\(text)\": it must be a length of time such as 500ms, 10s or 2m")
            return .zero
        }
        return value
    }

    /// One of several words.
    mutating func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String, default standard: Value
    ) -> Value where Value.RawValue == String {
        let text = text(name, default: standard.rawValue) ?? ""
        guard let value = Value(rawValue: text) else {
            let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
            problems.append("\(name) is \"\(text)\": it must be one of \(words)")
            return standard
        }
        return value
    }

    /// Something else is wrong.
    mutating func complain(_ problem: String) { problems.append(problem) }

    private func find(_ name: String, _ standard: String?) -> (String?, Entry.Source) {
        // A name that was set to nothing was not set.
        if let value = try? environment.environmentValue(forName: name), !value.isEmpty { return (value, .environment) }
        if let value = try? file?.environmentValue(forName: name), !value.isEmpty { return (value, .file) }
        return (standard, standard == nil ? .missing : .standard)
    }
}

extension Duration {
    /// `nil` for what is no length of time.
    init?(setting text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits) else { return nil }
        switch text.dropFirst(digits.count) {
        case "ms": self = .milliseconds(count)
        case "s", "": self = .seconds(count)
        case "m": self = .seconds(count * 60)
        default: return nil
        }
    }
}

/// Everything that is missing or wrong, at once.
struct InvalidSettings: Error, CustomStringConvertible {
    let problems: [String]

    var description: String {
        (["stoa: the configuration has \(problems.count == 1 ? "a problem" : "\(problems.count) problems"):"]
            + problems.map { "  " + $0 } + ["`stoa config check` shows every setting and where it came from."])
            .joined(separator: "\n")
    }
}
