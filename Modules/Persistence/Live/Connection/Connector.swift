import CLibPQ
import NIOCore
import NIOPosix
import Persistence
import SharedKernel
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What a session is for; it decides what the server lets it do.
enum SessionRole: String, Sendable {
    /// Autocommit reads; the server itself refuses a write.
    case read
    /// Single statements that commit by themselves.
    case write
    /// Transactions.
    case pinned
    /// Asks how the node is.
    case monitor
}

/// Opens connections: name resolution, TLS, authentication and session set-up, all of it away from the event loops.
///
/// At most two are being opened to a node at once; a node that refuses is left alone for a while, longer each time.
final class Connector: Sendable {
    /// Each node has threads of its own: one that is silent holds them for seconds, and the others must not wait for it.
    private let threads: [ObjectIdentifier: NIOThreadPool]
    private let configuration: DatabaseConfiguration
    private let poller: Poller

    init(configuration: DatabaseConfiguration, poller: Poller, nodes: [Node]) {
        self.configuration = configuration
        self.poller = poller
        threads = Dictionary(
            uniqueKeysWithValues: nodes.map { (ObjectIdentifier($0), NIOThreadPool(numberOfThreads: 2)) })
        for pool in threads.values { pool.start() }
    }

    /// Opens a connection to `node` for `role`, and hands it over on `loop`.
    func connect(
        to node: Node, as role: SessionRole, on loop: any EventLoop,
        _ completion: @escaping @Sendable (Result<Connection, PersistenceError>) -> Void
    ) {
        guard let threads = threads[ObjectIdentifier(node)] else { return completion(.failure(.closed)) }
        let delay = node.breaker.delay()
        loop.scheduleTask(in: .nanoseconds(Int64(delay.nanoseconds))) { [self] in
            threads.submit { state in
                guard state == .active else {
                    return loop.execute { completion(.failure(.closed)) }
                }
                let result = Result { () throws(PersistenceError) in try self.open(node, role) }
                switch result {
                case .success: node.breaker.succeeded()
                case .failure: node.breaker.failed()
                }
                loop.execute {
                    completion(result.map { Connection(raw: $0.pointer, poller: self.poller, loop: loop) })
                }
            }
        }
    }

    func stop() async throws {
        for pool in threads.values { try await pool.shutdownGracefully() }
    }

    /// A `PGconn` on its way from the thread that opened it to the loop that will own it.
    private struct OpenConnection: @unchecked Sendable {
        // @unchecked: handed over once, and never used by the thread again.
        let pointer: OpaquePointer
    }

    private func open(_ node: Node, _ role: SessionRole) throws(PersistenceError) -> OpenConnection {
        let options: [(String, String)] = [
            ("dbname", node.url),
            ("application_name", "stoa-\(role.rawValue)"),
            ("client_encoding", "UTF8"),
            ("connect_timeout", String(max(2, configuration.connectTimeout.components.seconds))),
            ("keepalives", "1"), ("keepalives_idle", "10"), ("keepalives_interval", "3"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"),
            ("options", settings(role)),
        ]
        guard let connection = Self.connect(options) else {
            throw PersistenceError.notDispatched(reason: "no memory for a connection")
        }
        do throws(PersistenceError) {
            guard PQstatus(connection) == CONNECTION_OK else {
                throw PersistenceError.notDispatched(reason: Self.lastLine(connection))
            }
            try node.identify(
                connection, mustBePrimary: role == .write || role == .pinned, within: configuration.connectTimeout)
            guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else {
                throw PersistenceError.notDispatched(reason: "the connection cannot be pipelined")
            }
            return OpenConnection(pointer: connection)
        } catch {
            PQfinish(connection)
            throw error
        }
    }

    /// Settings of the session, each with its reason in persistence.md's words: time limits that the server enforces,
    /// reads that cannot write, and plans that are not made again for every `LIMIT`.
    private func settings(_ role: SessionRole) -> String {
        var settings = [
            "statement_timeout": "\(configuration.statementTimeout.milliseconds)",
            "lock_timeout": "\(configuration.lockTimeout.milliseconds)",
            "idle_in_transaction_session_timeout": "60000",
            "client_connection_check_interval": "10000",
            "TimeZone": "UTC",
            "plan_cache_mode": "force_generic_plan",
        ]
        if role == .read || role == .monitor { settings["default_transaction_read_only"] = "on" }
        return settings.sorted { $0.key < $1.key }.map { "-c \($0.key)=\($0.value)" }.joined(separator: " ")
    }

    private static func connect(_ options: [(String, String)]) -> OpaquePointer? {
        let names = options.map { strdup($0.0) } + [nil]
        let values = options.map { strdup($0.1) } + [nil]
        defer { (names + values).forEach { free($0) } }
        return names.map { UnsafePointer($0) }.withUnsafeBufferPointer { names in
            values.map { UnsafePointer($0) }.withUnsafeBufferPointer { values in
                // Later keywords win over those in the URL, which the first one, `dbname`, is expanded to.
                PQconnectdbParams(names.baseAddress, values.baseAddress, 1)
            }
        }
    }

    /// The rows that answer `sql` on a connection that is not pipelined. Blocks, but not beyond `limit`: `PQexec` would
    /// wait for ever for a server that has fallen silent. The caller clears the result.
    static func ask(
        _ connection: OpaquePointer, _ sql: String, within limit: Duration
    ) throws(PersistenceError) -> OpaquePointer {
        let deadline = MonotonicTime.now.advanced(by: limit)
        guard PQsendQuery(connection, sql) == 1 else { throw .notDispatched(reason: lastLine(connection)) }
        var answer: OpaquePointer?
        while true {
            while PQisBusy(connection) == 1 {
                guard wait(for: connection, until: deadline) else {
                    PQclear(answer)
                    throw .notDispatched(reason: "the server fell silent while the connection was opened")
                }
                guard PQconsumeInput(connection) == 1 else { break }
            }
            // The end of the answer is read too: the next user of the connection expects it gone.
            guard let result = PQgetResult(connection) else { break }
            PQclear(answer)
            answer = result
        }
        guard let answer, PQresultStatus(answer) == PGRES_TUPLES_OK else {
            PQclear(answer)
            throw .notDispatched(reason: lastLine(connection))
        }
        return answer
    }

    /// Whether there is something to read before the deadline.
    private static func wait(for connection: OpaquePointer, until deadline: MonotonicTime) -> Bool {
        let now = MonotonicTime.now
        guard now < deadline else { return false }
        var watched = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        let milliseconds = deadline.nanoseconds(since: now) / 1_000_000 + 1
        return poll(&watched, 1, Int32(clamping: milliseconds)) != 0
    }

    static func lastLine(_ connection: OpaquePointer) -> String {
        let message = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        return message.split(separator: "\n").last.map(String.init) ?? "unknown error"
    }
}

/// Keeps a node that refuses connections from being asked again at once: 50 ms, doubled up to a second, with full jitter.
final class ConnectBreaker: Sendable {
    private let failures = Mutex(0)

    /// Whether the last attempt was refused.
    var isOpen: Bool { failures.withLock { $0 > 0 } }

    func failed() { failures.withLock { $0 = min($0 + 1, 6) } }
    func succeeded() { failures.withLock { $0 = 0 } }

    /// How long to wait before the next attempt.
    func delay() -> Duration {
        let failures = failures.withLock { $0 }
        guard failures > 0 else { return .zero }
        return .milliseconds(Int.random(in: 10...min(1000, 50 << failures)))
    }
}
