import Foundation
import Logging
import NIOPosix
public import Persistence
public import PersistenceLive
public import SharedKernel

/// A database of its own for one test: a clone of a migrated template, on a primary and its replica.
public struct TestDatabase: Sendable {
    /// The database, connected to the primary and the replica.
    public let live: PostgresDatabase
    /// What modules work with.
    public var database: Database { live.database }
    /// The cluster that holds it.
    public let cluster: TestCluster
    /// Its name on the servers.
    public let name: String

    /// The secret that tests seal tokens with.
    public static let tokens = OpaqueTokens(secret: Array("a secret of the tests, 32 bytes.".utf8))

    /// Runs `body` with a fresh database, and removes it afterwards.
    public static func with<T>(
        cluster: TestCluster? = nil, configure: (inout DatabaseConfiguration) -> Void = { _ in },
        _ body: (TestDatabase) async throws -> T
    ) async throws -> T {
        await places.enter()
        do {
            let value = try await withPlace(cluster: cluster, configure: configure, body)
            await places.leave()
            return value
        } catch {
            await places.leave()
            throw error
        }
    }

    /// Each database has pools and lanes of its own; this many at once stay far below the cluster's 200 connections.
    private static let places = Places(4)

    private static func withPlace<T>(
        cluster: TestCluster?, configure: (inout DatabaseConfiguration) -> Void,
        _ body: (TestDatabase) async throws -> T
    ) async throws -> T {
        let cluster = if let cluster { cluster } else { try await TestCluster.shared.value }
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let administrator = try await cluster.url(of: .primary, database: "postgres")
        try await TestTemplate.clone(to: name, cluster: cluster, administrator: administrator)

        var configuration = DatabaseConfiguration(
            primary: try await cluster.url(of: .primary, database: name),
            replicas: [try await cluster.url(of: .replica1, database: name)])
        configuration.poolMinimum = 2
        configure(&configuration)
        let live = try PostgresDatabase(
            configuration: configuration, group: MultiThreadedEventLoopGroup.singleton, logger: Logger(label: "test"))
        live.start()
        do {
            guard await live.waitUntilReady(within: .seconds(30)) else { throw TestDatabaseError.notReady }
            let value = try await body(TestDatabase(live: live, cluster: cluster, name: name))
            try await live.stop()
            await TestTemplate.drop(name, administrator: administrator)
            return value
        } catch {
            try await live.stop()
            await TestTemplate.drop(name, administrator: administrator)
            throw error
        }
    }

    /// Runs `body` as one request does: with a context that collects positions and statistics.
    public static func asRequest<T>(
        _ body: (RequestContext) async throws -> T
    ) async throws -> T {
        let context = RequestContext(
            correlationID: "test-\(UniqueID())", deadline: .now.advanced(by: .seconds(30)))
        return try await RequestContext.$current.withValue(context) { try await body(context) }
    }

    /// Waits until the replica answers for this database and has replayed all that is committed now.
    public func waitForReplica() async throws {
        let position = try await database.read("SELECT pg_current_wal_insert_lsn()", freshness: .latest) {
            try $0.next(UInt64.self)
        }[0]
        let url = try await cluster.url(of: .replica1, database: name)
        for _ in 0..<500 {
            let replayed = try? await blocking { try ReplicaProbe.replayedPosition(url: url) }
            let healthy = live.nodes.first { $0.name == "replica1" }?.isHealthy() ?? false
            if let replayed, replayed >= position, healthy { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw TestDatabaseError.replicaBehind
    }
}

/// Lets so many in at once; the others wait in the order in which they came.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func enter() async {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// Why a test database could not be used.
public enum TestDatabaseError: Error {
    case notReady
    case replicaBehind
}

/// The migrated database that the tests' own ones are cloned from.
enum TestTemplate {
    /// Made once a process; other processes of one run find it made.
    private static let prepared = PreparedTemplates()

    static func clone(to name: String, cluster: TestCluster, administrator: String) async throws {
        let template = try await prepared.template(on: cluster, administrator: administrator)
        try await blocking {
            try AdministratorSession.run(url: administrator, ["CREATE DATABASE \(name) TEMPLATE \(template)"])
        }
    }

    /// Removes a test's database. A process of the server's own may be in it, which only a superuser could end: then it
    /// stays, and goes with the cluster.
    static func drop(_ name: String, administrator: String) async {
        try? await blocking {
            try AdministratorSession.run(url: administrator, ["DROP DATABASE IF EXISTS \(name) WITH (FORCE)"])
        }
    }
}

/// Remembers on which clusters the template stands.
private actor PreparedTemplates {
    private var templates: [String: Task<String, any Error>] = [:]

    func template(on cluster: TestCluster, administrator: String) async throws -> String {
        if let task = templates[cluster.directory] { return try await task.value }
        let task = Task {
            let migrations = try Migration.chain(MigrationFolder.files())
            let name = "template_" + (migrations.last?.checksum.prefix(16) ?? "empty")
            // Under another name until it is whole: a run that was killed leaves no half-made template.
            let draft = name + "_draft"
            let url = try await cluster.url(of: .primary, database: draft)
            try await blocking {
                let exists = try !AdministratorSession.rows(
                    url: administrator, "SELECT 1 FROM pg_database WHERE datname = '\(name)'"
                ).isEmpty
                guard !exists else { return }
                try AdministratorSession.run(
                    url: administrator, ["DROP DATABASE IF EXISTS \(draft) WITH (FORCE)", "CREATE DATABASE \(draft)"])
                _ = try Migrator(url: url, migrations: migrations).up()
                try AdministratorSession.run(url: administrator, ["ALTER DATABASE \(draft) RENAME TO \(name)"])
            }
            return name
        }
        templates[cluster.directory] = task
        return try await task.value
    }
}

/// The migrations as they lie in the repository.
public enum MigrationFolder {
    /// Names and texts, in order.
    public static func files() throws -> [(name: String, text: String)] {
        let folder = TestCluster.repository + "/Schema/migrations"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".sql") }.sorted()
            .map { ($0, try String(contentsOfFile: folder + "/" + $0, encoding: .utf8)) }
    }
}

/// Runs something that blocks on a thread of its own.
public func blocking<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
