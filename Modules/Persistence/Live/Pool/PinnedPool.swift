import Logging
import NIOCore
import Persistence
import SharedKernel
import Synchronization

/// The connections on which transactions run, shared by all event loops: one queue waits less than one a loop.
final class PinnedPool: Sendable {
    private let configuration: DatabaseConfiguration
    private let connector: Connector
    private let node: Node
    private let group: any EventLoopGroup
    private let logger: Logger
    private let state: Mutex<State>

    struct State {
        var pool: PoolState<PinnedConnection>
        var callers: [PoolState<PinnedConnection>.Ticket: Caller] = [:]
        var checkouts: [PinnedConnection: Checkout] = [:]
        var idleSince: [PinnedConnection: MonotonicTime] = [:]
        var retireAt: [PinnedConnection: MonotonicTime] = [:]
        var counters = PoolCounters()
        var nextID: UInt64 = 0
    }

    struct Caller {
        let continuation: UnsafeContinuation<PinnedConnection, any Error>
        let site: CallSite
        let correlationID: String?
        let since: MonotonicTime
    }

    struct Checkout {
        let site: CallSite
        let correlationID: String?
        let since: MonotonicTime
        var isReported = false
    }

    init(
        configuration: DatabaseConfiguration, connector: Connector, node: Node, group: any EventLoopGroup,
        logger: Logger
    ) {
        self.configuration = configuration
        self.connector = connector
        self.node = node
        self.group = group
        self.logger = logger
        state = Mutex(
            State(
                pool: PoolState(
                    minimum: configuration.poolMinimum, maximum: configuration.poolMaximum,
                    queueLimit: configuration.acquireQueue)))
    }

    // MARK: Taking and giving back

    /// A connection, at the latest after the acquire timeout. A caller who is cancelled stops waiting.
    func acquire(for site: CallSite, preferring loop: (any EventLoop)?) async throws -> PinnedConnection {
        let waiter = Waiter()
        let correlationID = RequestContext.current?.correlationID
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let caller = Caller(
                    continuation: continuation, site: site, correlationID: correlationID, since: .now)
                self.enqueue(caller, waiter, preferring: loop)
            }
        } onCancel: {
            self.cancel(waiter)
        }
    }

    /// Lets a cancellation find the ticket, whichever of the two comes first.
    private final class Waiter: Sendable {
        let ticket = Mutex<(ticket: PoolState<PinnedConnection>.Ticket?, isCancelled: Bool)>((nil, false))
    }

    private func enqueue(_ caller: Caller, _ waiter: Waiter, preferring loop: (any EventLoop)?) {
        // While the primary refuses connections, nobody waits for one: they are told at once.
        if node.breaker.isOpen, state.withLock({ $0.pool.idle.isEmpty && $0.pool.inUse.isEmpty }) {
            let reason = "\(node.name) cannot be reached"
            return caller.continuation.resume(throwing: PersistenceError.notDispatched(reason: reason))
        }
        let acquisition = state.withLock { state in
            let acquisition = state.pool.acquire(at: caller.since.nanoseconds) { member in
                loop.map { member.loop === $0 } ?? true
            }
            switch acquisition {
            case .take(let connection): state.checkOut(connection, caller)
            case .wait(let ticket, _): state.callers[ticket] = caller
            case .refuse, .closed: break
            }
            return acquisition
        }
        switch acquisition {
        case .take(let connection): caller.continuation.resume(returning: connection)
        case .refuse: caller.continuation.resume(throwing: PersistenceError.poolExhausted)
        case .closed: caller.continuation.resume(throwing: PersistenceError.closed)
        case .wait(let ticket, let opensOne):
            let isCancelled = waiter.ticket.withLock { waiter in
                waiter.ticket = ticket
                return waiter.isCancelled
            }
            if opensOne { open() }
            if isCancelled { cancel(waiter) }
        }
    }

    private func cancel(_ waiter: Waiter) {
        let ticket = waiter.ticket.withLock { waiter in
            waiter.isCancelled = true
            return waiter.ticket
        }
        guard let ticket else { return }
        let caller = state.withLock { state in
            state.pool.cancel(ticket) ? state.callers.removeValue(forKey: ticket) : nil
        }
        caller?.continuation.resume(throwing: CancellationError())
    }

    /// Gives back a connection on which no transaction is open.
    func release(_ connection: PinnedConnection) {
        let (next, report, isClosed) = state.withLock { state in
            let report = state.checkIn(connection)
            // It may have been lost after its last answer; then the pool has forgotten it.
            guard state.pool.inUse.contains(connection) else { return (nil as Caller?, report, false) }
            return (state.handOver(connection, to: state.pool.release(connection)), report, state.pool.isClosed)
        }
        if isClosed { connection.loop.execute { connection.connection.close() } }
        if let report { logger.warning("a database connection was returned late", metadata: report) }
        next?.continuation.resume(returning: connection)
    }

    // MARK: Opening and closing

    private func open() {
        connector.connect(to: node, as: .pinned, on: group.next()) { [self] result in
            switch result {
            case .success(let connection): opened(connection)
            case .failure(let error): openFailed(error)
            }
        }
    }

    private func opened(_ raw: Connection) {
        let next = state.withLock { state in
            state.nextID += 1
            state.counters.opened += 1
            let connection = PinnedConnection(id: state.nextID, connection: raw) { [self] in lost($0) }
            // Give or take a quarter, so that they do not all retire together.
            let lifetime = configuration.poolLifetime * Double.random(in: 0.75...1.25)
            state.retireAt[connection] = .now.advanced(by: lifetime)
            if state.pool.isClosed { raw.close() }
            return state.handOver(connection, to: state.pool.opened(connection)).map { ($0, connection) }
        }
        if let (caller, connection) = next { caller.continuation.resume(returning: connection) }
    }

    private func openFailed(_ error: PersistenceError) {
        let (again, abandoned) = state.withLock { state in
            state.counters.openFailures += 1
            let abandoned = state.pool.abandon().compactMap { state.callers.removeValue(forKey: $0) }
            return (state.pool.openFailed(), abandoned)
        }
        for caller in abandoned { caller.continuation.resume(throwing: error) }
        if case .closed = error { return }
        if again { open() }
    }

    private func lost(_ connection: PinnedConnection) {
        let reopen = state.withLock { state in
            _ = state.checkIn(connection)
            state.forget(connection)
            state.counters.lost += 1
            return state.pool.lost(connection)
        }
        if reopen { open() }
    }

    /// Opens the minimum.
    func start() { refill() }

    private func refill() {
        while state.withLock({ $0.pool.refill() }) { open() }
    }

    /// What has to be looked after every 100 ms: those who waited too long, connections idle too long, the minimum,
    /// and checkouts that take suspiciously long.
    func sweep(at now: MonotonicTime) {
        let timeout = configuration.acquireTimeout.nanoseconds
        let idleTimeout = configuration.poolIdleTimeout.nanoseconds
        let leak = configuration.leakThreshold.nanoseconds
        let (expired, closing, leaks) = state.withLock { state in
            let deadline = now.nanoseconds > timeout ? now.nanoseconds - timeout : 0
            let expired = state.pool.expire(before: deadline).compactMap { state.callers.removeValue(forKey: $0) }
            state.counters.timeouts += expired.count
            let closing = state.pool.shrink {
                state.idleSince[$0].map { now.nanoseconds(since: $0) > idleTimeout } ?? false
            } isRetired: {
                state.retireAt[$0].map { $0 < now } ?? false
            }
            if let closing { state.forget(closing) }
            return (expired, closing, state.suspects(at: now, after: leak))
        }
        for caller in expired { caller.continuation.resume(throwing: PersistenceError.acquireTimeout) }
        for report in leaks { logger.warning("a database connection is held for long", metadata: report) }
        if let closing { closing.loop.execute { closing.connection.close() } }
        // One at a time: a database that is away is not asked ten times at once.
        if node.isHealthy { refill() } else if state.withLock({ $0.pool.opening == 0 && $0.pool.refill() }) { open() }
    }

    /// Gives up on servers that have owed a transaction an answer for longer than `limit`.
    func watch(at now: MonotonicTime, limit: UInt64) {
        for connection in state.withLock({ Array($0.checkouts.keys) }) {
            connection.loop.execute {
                let inner = connection.connection
                guard inner.isBusy, now.nanoseconds(since: inner.lastProgress) > limit else { return }
                inner.abandon("no answer for \(limit / 1_000_000_000) s")
            }
        }
    }

    /// Closes what is idle, and turns away whoever waits. Connections in use close when they are given back.
    func stop() {
        let (members, callers) = state.withLock { state in
            let (members, tickets) = state.pool.close()
            return (members, tickets.compactMap { state.callers.removeValue(forKey: $0) })
        }
        for caller in callers { caller.continuation.resume(throwing: PersistenceError.closed) }
        for member in members { member.loop.execute { member.connection.close() } }
    }

    /// Whether there is any connection.
    var isServing: Bool { state.withLock { !$0.pool.idle.isEmpty || !$0.pool.inUse.isEmpty } }

    /// How the pool is now.
    var report: PoolReport {
        state.withLock { state in
            PoolReport(
                idle: state.pool.idle.count, inUse: state.pool.inUse.count, opening: state.pool.opening,
                waiting: state.pool.waiters, maximum: state.pool.maximum, counters: state.counters)
        }
    }
}
