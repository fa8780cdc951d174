public import Logging
public import NIOCore
import NIOPosix
public import Persistence
public import SharedKernel
import Synchronization

/// The live database: lanes, pool, replicas, and what keeps them healthy.
///
/// Starting it does not wait for the servers: while the primary is away, what needs it fails at once with
/// ``PersistenceError/notDispatched(reason:)``, and it heals by itself.
public final class PostgresDatabase: Sendable {
    private let configuration: DatabaseConfiguration
    private let group: any EventLoopGroup
    private let logger: Logger
    private let poller: Poller
    private let connector: Connector
    private let primary: Node
    private let replicas: [Node]
    private let pool: PinnedPool
    private let lanes: [LoopLanes]
    private let monitors: [NodeMonitor]
    private let currentLanes = ThreadSpecificVariable<LoopLanes>()
    private let nextLane = Atomic<Int>(0)
    private let timers = Mutex<[RepeatedTask]>([])

    /// A database that is not started yet.
    /// - Parameter group: the event loops that serve requests; each gets lanes of its own.
    public init(configuration: DatabaseConfiguration, group: any EventLoopGroup, logger: Logger) throws {
        self.configuration = configuration
        self.group = group
        self.logger = logger
        poller = try Poller()
        let primary = Node(name: "primary", kind: .primary, url: configuration.primary)
        let replicas = configuration.replicas.enumerated().map { index, url in
            Node(name: "replica\(index + 1)", kind: .replica, url: url)
        }
        let connector = Connector(configuration: configuration, poller: poller, nodes: [primary] + replicas)
        self.connector = connector
        self.primary = primary
        self.replicas = replicas
        pool = PinnedPool(
            configuration: configuration, connector: connector, node: primary, group: group, logger: logger)
        lanes = group.makeIterator().map { loop in
            LoopLanes(loop: loop, primary: primary, replicas: replicas, connector: connector)
        }
        monitors = ([primary] + replicas).map { node in
            NodeMonitor(node: node, connector: connector, loop: group.next())
        }
    }

    /// What the modules work with.
    public var database: Database { Database(driver: self) }

    /// Tokens for positions in this cluster's log.
    public func consistencyTokens(sealedWith tokens: OpaqueTokens) -> any ConsistencyTokens {
        SealedConsistencyTokens(primary: primary, tokens: tokens)
    }

    /// Begins to connect, and to watch over what is connected.
    public func start() {
        // PostgreSQL ends a statement by itself; a server that is still silent two seconds later is not there any more.
        let limit = configuration.statementTimeout.nanoseconds + 2_000_000_000
        for lane in lanes {
            lane.loop.execute { [currentLanes] in
                currentLanes.currentValue = lane
                lane.connect()
            }
            every(.milliseconds(500), on: lane.loop) { lane.watch(at: .now, limit: limit) }
        }
        for monitor in monitors {
            monitor.loop.execute { monitor.connect() }
            every(.milliseconds(250), on: monitor.loop) { monitor.tick(at: .now) }
        }
        pool.start()
        every(.milliseconds(100), on: group.next()) { [pool] in pool.sweep(at: .now) }
        every(.milliseconds(500), on: group.next()) { [pool] in pool.watch(at: .now, limit: limit) }
    }

    private func every(_ interval: TimeAmount, on loop: any EventLoop, _ body: @escaping @Sendable () -> Void) {
        let task = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in body() }
        timers.withLock { $0.append(task) }
    }

    /// Waits until every event loop can read from and write to the primary; false when that takes longer than `limit`.
    public func waitUntilReady(within limit: Duration) async -> Bool {
        let deadline = MonotonicTime.now.advanced(by: limit)
        while MonotonicTime.now < deadline {
            if primary.isServing, pool.isServing { return true }
            // Polled, because readiness has many parts and nobody else waits for all of them.
            guard (try? await Task.sleep(for: .milliseconds(20))) != nil else { return false }
        }
        return false
    }

    /// Ends everything; what is under way is told. Nothing may be asked of the database afterwards.
    public func stop() async throws {
        for timer in timers.withLock({ $0 }) { timer.cancel() }
        pool.stop()
        for monitor in monitors { try await monitor.loop.submit { monitor.stop() }.get() }
        for lane in lanes {
            try await lane.loop.submit { [currentLanes] in
                lane.stop()
                currentLanes.currentValue = nil
            }.get()
        }
        try await connector.stop()
        poller.stop()
    }

    /// Whether each node answers and is connected to, by name.
    public var nodes: [(name: String, isPrimary: Bool, isHealthy: @Sendable () -> Bool)] {
        let pool = pool
        return ([primary] + replicas).map { node in
            let isPrimary = node.kind == .primary
            return (node.name, isPrimary, { node.isServing && (!isPrimary || pool.isServing) })
        }
    }

    /// How the pool is now.
    public var poolReport: PoolReport { pool.report }

    private var currentLoop: (any EventLoop)? { currentLanes.currentValue?.loop }

    /// The lanes of the loop that the caller is on, or of the next loop in turn.
    private func withLanes(_ body: @escaping @Sendable (LoopLanes) -> Void) {
        if let lanes = currentLanes.currentValue { return body(lanes) }
        let index = nextLane.wrappingAdd(1, ordering: .relaxed).newValue
        let lanes = lanes[Int(UInt(bitPattern: index) % UInt(lanes.count))]
        lanes.loop.execute { body(lanes) }
    }
}

extension PostgresDatabase: DatabaseDriver {
    package func read(_ sql: SQL, freshness: Database.Freshness) async throws -> RowSet {
        try sql.checkParameters()
        let context = RequestContext.current
        let required = context?.requiredPosition ?? 0
        let start = MonotonicTime.now
        defer { context?.countStatement(nanoseconds: MonotonicTime.now.nanoseconds(since: start)) }
        return try await withUnsafeThrowingContinuation { continuation in
            let call = LoopBound(
                DatabaseCall(
                    sql: sql, requiredPosition: required, freshness: freshness, continuation: continuation))
            withLanes { $0.read(call.value) }
        }.rows
    }

    package func write(_ sql: SQL) async throws -> RowSet {
        try sql.checkParameters()
        let context = RequestContext.current
        let start = MonotonicTime.now
        defer { context?.countStatement(nanoseconds: MonotonicTime.now.nanoseconds(since: start)) }
        let answer = try await withUnsafeThrowingContinuation { continuation in
            let call = LoopBound(DatabaseCall(sql: sql, continuation: continuation))
            withLanes { $0.write(call.value) }
        }
        context?.wrote(position: answer.position)
        return answer.rows
    }

    package func begin(_ isolation: IsolationLevel, from site: CallSite) async throws -> any TransactionDriver {
        let connection = try await pool.acquire(for: site, preferring: currentLoop)
        return PinnedTransaction(connection: connection, pool: pool, isolation: isolation)
    }
}

extension SQL {
    /// Refuses here what libpq would not even send: on a shared connection, neighbours would pay for it.
    func checkParameters() throws(PersistenceError) {
        guard parameters.count <= Connection.mostParameters else {
            throw .refused(
                Refusal(
                    state: SQLState("54000"), message: "\(parameters.count) parameters are too many", constraint: nil,
                    routine: nil))
        }
    }
}
