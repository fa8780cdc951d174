import Foundation
public import HTTPKernelTesting
public import PersistenceTesting
import Synchronization

/// The real binary, started for one test: `stoa serve` with a database and ports of its own.
public final class StoaProcess: Sendable {
    /// Asks its API.
    public let api: HTTPClient
    /// Asks its management port.
    public let management: HTTPClient
    /// The port of its API.
    public let port: Int
    private let process: ProcessHandle
    private let log: LogLines

    private init(process: ProcessHandle, log: LogLines, port: Int, managementPort: Int) {
        self.process = process
        self.log = log
        self.port = port
        api = HTTPClient(port: port)
        management = HTTPClient(port: managementPort)
    }

    /// Runs `body` with a server, and ends the server afterwards, however `body` ended.
    public static func with<T>(
        _ database: TestDatabase, environment: [String: String] = [:], _ body: (StoaProcess) async throws -> T
    ) async throws -> T {
        let server = try await start(database, environment: environment)
        do {
            let value = try await body(server)
            server.process.kill()
            return value
        } catch {
            server.process.kill()
            throw error
        }
    }

    /// Starts a server, and waits until it wants requests.
    public static func start(
        _ database: TestDatabase, environment: [String: String] = [:]
    ) async throws -> StoaProcess {
        var settings = [
            "DATABASE_URL": try await database.cluster.url(of: .primary, database: database.name),
            "DATABASE_REPLICA_URLS": try await database.cluster.url(of: .replica1, database: database.name),
            "HTTP_PORT": "0", "MANAGEMENT_PORT": "0", "AUTH_KEYS_DIR": try Keys.folder(), "LOG_FORMAT": "json",
            "AUTH_ARGON2_MEMORY_KIB": "64", "AUTH_ARGON2_TIME": "1", "DATABASE_POOL_MIN": "4",
        ]
        settings.merge(environment) { $1 }
        let log = LogLines()
        let process = try ProcessHandle(arguments: ["serve"], environment: settings) { log.append($0) }
        do {
            return try await ready(process, log, withReplica: settings["DATABASE_REPLICA_URLS"] != "")
        } catch {
            process.kill()
            throw error
        }
    }

    private static func ready(
        _ process: ProcessHandle, _ log: LogLines, withReplica: Bool
    ) async throws -> StoaProcess {
        let serving = try await log.first { $0.contains("\"message\":\"Serving\"") }
        guard let port = Self.port("address", in: serving), let managementPort = Self.port("management", in: serving)
        else { throw StoaProcessError(log: serving) }
        let server = StoaProcess(process: process, log: log, port: port, managementPort: managementPort)
        for _ in 0..<1500 {
            if let answer = try? await server.management.send("GET", "/health/ready"), answer.status == 200,
                try await server.allNodesAreWell(withReplica)
            {
                return server
            }
            // Polled: readiness is what the test is about to rely on, and the port is the only one who knows.
            try await Task.sleep(for: .milliseconds(20))
        }
        throw StoaProcessError(log: log.all)
    }

    private func allNodesAreWell(_ withReplica: Bool) async throws -> Bool {
        let health = try await management.send("GET", "/health").json()
        return health["checks"]["primary"].string == "ok"
            && (!withReplica || health["checks"]["replica1"].string == "ok")
    }

    private static func port(_ name: String, in line: String) -> Int? {
        guard let start = line.range(of: "\"\(name)\":\"http://127.0.0.1:")?.upperBound else { return nil }
        return Int(line[start...].prefix { $0.isNumber })
    }

    /// Sends SIGTERM.
    public func terminate() { process.terminate() }

    /// Sends SIGHUP.
    public func hangUp() { process.hangUp() }

    /// The exit code, once the process has ended.
    public func exitCode() async -> Int32 { await process.exitCode() }

    /// What it has logged so far.
    public var logged: String { log.all }

    /// The lines that it has logged as errors.
    public var loggedErrors: String {
        log.all.split(separator: "\n").filter { $0.contains("\"level\":\"error\"") }.suffix(10).joined(separator: "\n")
    }

    /// Waits for a line in the log.
    public func waitForLog(_ predicate: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await log.first(where: predicate)
    }

    /// Runs a command of the binary to its end: what it printed, on both streams, and its exit code.
    public static func run(
        _ arguments: [String], environment: [String: String], input: String = ""
    ) async throws -> (output: String, exitCode: Int32) {
        let log = LogLines()
        let process = try ProcessHandle(arguments: arguments, environment: environment, input: input) { log.append($0) }
        let code = await process.exitCode()
        return (log.all, code)
    }
}

/// The server did not start; its log says why.
public struct StoaProcessError: Error, CustomStringConvertible {
    let log: String

    public var description: String { "the server did not start: \(log.suffix(2000))" }
}

/// Signing keys for all servers of one test run: making an RSA key takes longer than most tests.
private enum Keys {
    private static let made: Result<String, any Error> = Result {
        let folder = NSTemporaryDirectory() + "stoa-keys-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return folder
    }

    static func folder() throws -> String { try made.get() }
}
