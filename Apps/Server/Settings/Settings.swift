import AuthLive
import HTTPKernelLive
import Logging
import PersistenceLive
import Telemetry

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Every setting of the process, checked. What each means stands in the operations guide of the README.
struct Settings {
    enum Environment: String, CaseIterable { case development, staging, production }

    var environment = Environment.development
    var database = DatabaseConfiguration(primary: "")
    var http = HTTPServerConfiguration()
    var management = HTTPServerConfiguration()
    var auth = AuthConfiguration()
    var log = LogConfiguration()
    var shutdownGrace = Duration.seconds(10)
    var shutdownDelay = Duration.zero

    /// Reads all settings. Throws ``InvalidSettings`` that lists everything that is missing or wrong.
    static func load() async throws -> Settings {
        var reader = try await SettingsReader.system()
        return try Settings(reading: &reader)
    }

    /// Reads all settings from `reader`, which afterwards knows where each came from.
    init(reading reader: inout SettingsReader) throws {
        environment = reader.choice("APP_ENV", default: Environment.development)
        readDatabase(&reader)
        readServers(&reader)
        readAuth(&reader)
        readLog(&reader)
        shutdownGrace = reader.duration("SHUTDOWN_GRACE", default: "10s")
        shutdownDelay = reader.duration("SHUTDOWN_DELAY", default: "0")
        guard reader.problems.isEmpty else { throw InvalidSettings(problems: reader.problems) }
    }

    private mutating func readDatabase(_ reader: inout SettingsReader) {
        database = DatabaseConfiguration(
            primary: reader.required(
                "DATABASE_URL", "the primary, such as postgresql://user:password@host:5432/stoa", isSecret: true))
        database.replicas = (reader.text("DATABASE_REPLICA_URLS", isSecret: true) ?? "")
            .split(separator: ",").map { String($0.filter { $0 != " " }) }
        database.poolMinimum = reader.number("DATABASE_POOL_MIN", default: 10, in: 0...1000)
        database.poolMaximum = reader.number("DATABASE_POOL_MAX", default: 20, in: 1...1000)
        database.poolIdleTimeout = reader.duration("DATABASE_POOL_IDLE_TIMEOUT", default: "30s")
        if database.poolMinimum > database.poolMaximum {
            reader.complain("DATABASE_POOL_MIN is above DATABASE_POOL_MAX")
        }
    }

    private mutating func readServers(_ reader: inout SettingsReader) {
        http = HTTPServerConfiguration(
            host: reader.text("HTTP_HOST", default: "127.0.0.1") ?? "",
            port: reader.number("HTTP_PORT", default: 8080, in: 0...65_535))
        management = HTTPServerConfiguration(
            host: reader.text("MANAGEMENT_HOST", default: "127.0.0.1") ?? "",
            port: reader.number("MANAGEMENT_PORT", default: 9090, in: 0...65_535))
        if http.port == management.port, http.port != 0 {
            reader.complain("HTTP_PORT and MANAGEMENT_PORT are both \(http.port): they must differ")
        }
    }

    private mutating func readAuth(_ reader: inout SettingsReader) {
        let isDevelopment = environment == .development
        auth.issuer =
            isDevelopment
            ? reader.text("AUTH_ISSUER", default: auth.issuer) ?? ""
            : reader.required("AUTH_ISSUER", "who signs the access tokens, such as https://shop.example.com")
        auth.audience =
            isDevelopment
            ? reader.text("AUTH_AUDIENCE", default: auth.audience) ?? ""
            : reader.required("AUTH_AUDIENCE", "whom the access tokens are for")
        auth.keysFolder =
            isDevelopment
            ? reader.text("AUTH_KEYS_DIR", default: auth.keysFolder) ?? ""
            : reader.required("AUTH_KEYS_DIR", "the folder of the signing keys; `stoa keys rotate` makes the first")
        auth.argon2 = Argon2Parameters(
            memoryKiB: UInt32(reader.number("AUTH_ARGON2_MEMORY_KIB", default: 19456, in: 8...4_194_304)),
            time: UInt32(reader.number("AUTH_ARGON2_TIME", default: 2, in: 1...100)),
            parallelism: UInt32(reader.number("AUTH_ARGON2_PARALLELISM", default: 1, in: 1...64)))
        // Those that are missing have been named already.
        for problem in auth.problems where !problem.hasSuffix("must not be empty") { reader.complain(problem) }
    }

    private mutating func readLog(_ reader: inout SettingsReader) {
        let isForPeople = environment == .development && isatty(STDOUT_FILENO) == 1
        log = LogConfiguration(
            level: reader.choice("LOG_LEVEL", default: Logger.Level.info),
            format: reader.choice("LOG_FORMAT", default: isForPeople ? LogConfiguration.Format.text : .json))
    }
}
