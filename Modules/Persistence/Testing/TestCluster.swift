import Foundation

/// A private PostgreSQL cluster for tests: a primary and streaming replicas, run by `Tools/cluster`.
public struct TestCluster: Sendable {
    /// Where its data lies.
    public let directory: String

    /// A server of the cluster.
    public enum Server: String, Sendable {
        case primary, replica1, replica2
    }

    /// The cluster that the test command started, or else one that is started once and stays for the next run.
    public static let shared = Task {
        if let directory = ProcessInfo.processInfo.environment["STOA_TEST_CLUSTER"] {
            return TestCluster(directory: directory)
        }
        let cluster = TestCluster(directory: repository + "/.build/test-cluster")
        try await cluster.command("up", ["--replicas", "1", "--fast"])
        return cluster
    }

    /// Runs `body` with a cluster of its own, which it may kill and cut; nothing of it is left afterwards.
    public static func withOwn<T>(replicas: Int = 1, _ body: (TestCluster) async throws -> T) async throws -> T {
        let cluster = TestCluster(directory: NSTemporaryDirectory() + "stoa-\(UUID().uuidString.prefix(8))")
        // Durable: these tests kill servers, and count what was acknowledged.
        try await cluster.command("up", ["--replicas", "\(replicas)", "--durable"])
        do {
            let value = try await body(cluster)
            try await cluster.command("wipe")
            return value
        } catch {
            try await cluster.command("wipe")
            throw error
        }
    }

    /// The root of the repository.
    public static let repository: String =
        ProcessInfo.processInfo.environment["STOA_REPOSITORY"]
        ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    /// A connection URL.
    public func url(of server: Server, database: String = "stoa") async throws -> String {
        try await run("url", [server.rawValue, database]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Starts a server that was stopped or killed.
    public func start(_ server: Server) async throws { try await command("start", [server.rawValue]) }
    /// Stops a server; its clients are cut off.
    public func stop(_ server: Server) async throws { try await command("stop", [server.rawValue]) }
    /// Kills a server with signal 9.
    public func kill(_ server: Server) async throws { try await command("kill", [server.rawValue]) }
    /// Stops and starts a server.
    public func restart(_ server: Server) async throws { try await command("restart", [server.rawValue]) }
    /// Makes a replica stop replaying the primary's log.
    public func pauseReplay(of server: Server) async throws { try await command("pause", [server.rawValue]) }
    /// Makes it go on.
    public func resumeReplay(of server: Server) async throws { try await command("resume", [server.rawValue]) }

    private func command(_ verb: String, _ arguments: [String] = []) async throws {
        _ = try await run(verb, arguments)
    }

    /// What `Tools/cluster` prints. It runs on a thread of its own, because it blocks.
    private func run(_ verb: String, _ arguments: [String]) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: Self.repository + "/Tools/cluster")
        process.arguments = [verb, directory] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                do {
                    try process.run()
                    let data = try output.fileHandleForReading.readToEnd() ?? Data()
                    process.waitUntilExit()
                    let text = String(decoding: data, as: UTF8.self)
                    guard process.terminationStatus == 0 else {
                        return continuation.resume(throwing: TestClusterError(command: verb, output: text))
                    }
                    continuation.resume(returning: text)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }
}

/// `Tools/cluster` failed.
public struct TestClusterError: Error, CustomStringConvertible {
    let command: String
    let output: String

    public var description: String { "Tools/cluster \(command) failed: \(output)" }
}
