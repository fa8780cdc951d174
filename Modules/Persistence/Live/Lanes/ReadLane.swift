import NIOCore
import Persistence
import SharedKernel

/// One connection that carries the autocommit reads of one event loop to one node.
///
/// Reads of one turn of the loop share a Sync, which is what makes them cheap: 2.3 µs of client CPU a read at 64 under
/// way, against 12 to 15 with a Sync each (measured).
final class ReadLane: ConnectionOwner {
    let node: Node
    private let connector: Connector
    private let loop: any EventLoop
    /// Sends calls that this lane could not finish somewhere else.
    private let redispatch: (DatabaseCall, _ reason: String) -> Void

    private var connection: Connection?
    private var queue = ReadQueue<DatabaseCall>()
    private var isFlushScheduled = false
    private var isStopped = false
    /// Since when there has been no connection.
    private var disconnected = MonotonicTime.now
    /// The longest that calls wait for the connection to come back.
    private static let patience: UInt64 = 2_000_000_000
    /// Whether the answer that comes next is a replica's position, for each segment under way.
    private var checks: [Bool] = []
    private var isCheckNext = false
    /// How far the replica was at the start of the segment that is being answered.
    private var checkedPosition: UInt64 = 0

    private static let positionCheck: SQL = "SELECT pg_last_wal_replay_lsn()"

    init(
        node: Node, connector: Connector, loop: any EventLoop,
        redispatch: @escaping (DatabaseCall, _ reason: String) -> Void
    ) {
        self.node = node
        self.connector = connector
        self.loop = loop
        self.redispatch = redispatch
        node.expectLane()
    }

    /// Whether calls can be sent at once.
    var isReady: Bool { connection?.isOpen == true }
    /// Whether it is worth waiting for the connection: it went a moment ago.
    var isReturning: Bool {
        connection == nil && !isStopped && MonotonicTime.now.nanoseconds(since: disconnected) < Self.patience
    }
    /// Calls that wait or are under way; what the choice among lanes goes by.
    var load: Int { queue.load }

    /// Opens the connection, again and again until it succeeds.
    func connect() {
        guard !isStopped else { return }
        let hop = LoopBound(self)
        connector.connect(to: node, as: .read, on: loop) { result in hop.value.connected(result) }
    }

    private func connected(_ result: Result<Connection, PersistenceError>) {
        switch result {
        case .success(let connection) where isStopped: connection.close()
        case .success(let connection):
            connection.owner = self
            self.connection = connection
            node.laneConnected()
            flush()
        case .failure(.closed): break
        case .failure(let error):
            if !isReturning { giveUpWaiting("\(error)") }
            connect()
        }
    }

    /// Hands back the calls that wait for a connection which does not come.
    private func giveUpWaiting(_ reason: String) {
        for call in queue.drain() { redispatch(call, reason) }
    }

    /// Takes a call, to be sent with the others of this turn of the loop.
    func submit(_ call: DatabaseCall) {
        guard queue.accept(call) else { return call.fail(.poolExhausted) }
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        let hop = LoopBound(self)
        loop.execute { hop.value.flush() }
    }

    private func flush() {
        isFlushScheduled = false
        guard let connection, connection.isOpen, queue.canSend else { return }
        while let calls = queue.nextSegment() {
            connection.forgetStalePlans()
            let needsCheck = node.kind == .replica && calls.contains { $0.requiredPosition > 0 }
            checks.append(needsCheck)
            if checks.count == 1 { isCheckNext = needsCheck }
            if needsCheck { connection.send(Self.positionCheck) }
            for call in calls { connection.send(call.sql) }
            connection.sync()
        }
        connection.flush()
    }

    /// Gives up on a server that has owed an answer for longer than `limit`.
    func watch(at now: MonotonicTime, limit: UInt64) {
        if connection == nil, queue.load > 0, !isReturning { giveUpWaiting("\(node.name) cannot be reached") }
        guard let connection, connection.isBusy, now.nanoseconds(since: connection.lastProgress) > limit else { return }
        connection.abandon("no answer for \(limit / 1_000_000_000) s")
    }

    /// Ends the lane; calls that wait are told.
    func stop() {
        isStopped = true
        connection?.close()
        for call in queue.drain() { call.fail(.closed) }
    }

    // MARK: What comes back

    func connection(_ connection: Connection, finished outcome: Connection.Outcome) {
        if isCheckNext {
            isCheckNext = false
            // A check that failed proves nothing, so nothing that needed it is taken from this segment.
            checkedPosition = 0
            if case .rows(let rows) = outcome, let position = try? rows.first({ try $0.next(UInt64.self) }) {
                checkedPosition = position
                node.saw(position: position)
            }
            return
        }
        switch outcome {
        case .aborted: queue.aborted()
        case .rows(let rows):
            guard let call = queue.answered() else { return }
            if node.kind == .replica, call.requiredPosition > checkedPosition {
                redispatch(call, "\(node.name) is behind")
            } else {
                call.succeed(rows)
            }
        case .refused(let refusal):
            guard let call = queue.answered() else { return }
            refused(call, refusal)
        }
    }

    private func refused(_ call: DatabaseCall, _ refusal: Refusal) {
        let isConflict = node.kind == .replica && refusal.state.isTransient
        if refusal.state.isUnavailability {
            // The server is about to close the connection: nothing more is sent on it.
            connection?.abandon(refusal.message)
            redispatch(call, refusal.message)
        } else if refusal.isStalePlan || isConflict {
            redispatch(call, refusal.message)
        } else if refusal.state == .queryCancelled {
            call.fail(.timeout)
        } else {
            call.fail(.refused(refusal))
        }
    }

    func connectionDidSync(_ connection: Connection) {
        queue.synced()
        if !checks.isEmpty { checks.removeFirst() }
        isCheckNext = checks.first ?? false
        checkedPosition = 0
        if queue.canSend, !isFlushScheduled { flush() }
    }

    func connection(_ connection: Connection, lost reason: String) {
        self.connection = nil
        disconnected = .now
        node.laneLost()
        checks.removeAll()
        isCheckNext = false
        isFlushScheduled = false
        let calls = queue.drain()
        connect()
        for call in calls { redispatch(call, reason) }
    }
}

/// Carries something that belongs to one event loop into a closure that runs on that loop.
struct LoopBound<Value>: @unchecked Sendable {
    // @unchecked: every closure that captures one is executed on the value's own loop.
    let value: Value

    init(_ value: Value) { self.value = value }
}
