import ArgumentParser
import HTTPKernelLive
import Logging

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension OpenAPIDocument.Info {
    /// The head of this API's description.
    static let stoa = OpenAPIDocument.Info(title: "Stoa", version: "1")
}

/// `stoa openapi`
struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Prints the API's description, as served at /api/openapi.json.")

    func run() async throws {
        try await exiting {
            // The description needs the modules but no database: nothing connects before it is started.
            var reader = SettingsReader([
                "DATABASE_URL": "postgresql://unused", "AUTH_KEYS_DIR": try Self.throwAwayFolder(),
            ])
            let application = try await Application(
                Settings(reading: &reader), logger: Logger(label: "stoa") { _ in SwiftLogNoOpLogHandler() })
            let health = HealthRoutes(
                checks: [], readiness: Readiness(), version: Build.version, environment: "development")
            let document = OpenAPIDocument(routes: application.api + health.routes, info: .stoa)
            print(String(decoding: document.bytes, as: UTF8.self))
        }
    }

    /// A folder for keys that sign nothing.
    private static func throwAwayFolder() throws -> String {
        var template = Array("/tmp/stoa-openapi-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ExitCode.failure }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
