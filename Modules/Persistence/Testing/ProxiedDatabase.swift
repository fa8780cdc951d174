import Logging
import NIOCore
import NIOPosix
public import Persistence
public import PersistenceLive

/// A second way to a test's database, through a ``FaultProxy``: one event loop, so one lane of each kind, and one pinned
/// connection unless configured otherwise.
public struct ProxiedDatabase: Sendable {
    /// What breaks the connections.
    public let proxy: FaultProxy
    /// The database behind it.
    public let live: PostgresDatabase
    /// What modules work with.
    public var database: Database { live.database }

    /// Runs `body` with a fresh proxy and connections of its own to `db`'s primary.
    public static func with<T>(
        _ db: TestDatabase, configure: (inout DatabaseConfiguration) -> Void = { _ in },
        _ body: (ProxiedDatabase) async throws -> T
    ) async throws -> T {
        let proxy = try FaultProxy(before: try await db.cluster.url(of: .primary, database: db.name))
        var configuration = DatabaseConfiguration(primary: proxy.url)
        configuration.poolMinimum = 1
        configuration.poolMaximum = 1
        configure(&configuration)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let live = try PostgresDatabase(configuration: configuration, group: group, logger: Logger(label: "test"))
        live.start()
        let result: Result<T, any Error>
        do {
            guard await live.waitUntilReady(within: .seconds(30)) else { throw TestDatabaseError.notReady }
            result = .success(try await body(ProxiedDatabase(proxy: proxy, live: live)))
        } catch {
            result = .failure(error)
        }
        // What is held in the proxy would hold up the end.
        proxy.stop()
        try await live.stop()
        try await group.shutdownGracefully()
        return try result.get()
    }
}
