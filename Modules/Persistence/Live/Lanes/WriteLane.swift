import DequeModule
import NIOCore
import Persistence
import SharedKernel

/// One connection that carries the single autocommit statements of one event loop to the primary.
///
/// Each statement has a Sync of its own, and so commits by itself. A caller is told only when the server has answered
/// the Sync: the result that comes before it is not yet a commit. After the writes of a turn the position of the log is
/// read once; it is past every one of them.
final class WriteLane: ConnectionOwner {
    private let node: Node
    private let connector: Connector
    private let loop: any EventLoop

    private var connection: Connection?
    private var waiting: [DatabaseCall] = []
    private var underWay = Deque<Step>()
    /// Writes that are committed and wait for the position.
    private var committed: [(call: DatabaseCall, outcome: Connection.Outcome)] = []
    private var outcome: Connection.Outcome?
    private var isFlushScheduled = false
    private var isStopped = false

    /// What each Sync under way belongs to.
    private enum Step {
        case write(DatabaseCall)
        case position
    }

    private static let position: SQL = "SELECT pg_current_wal_insert_lsn()"
    /// The most calls that wait or are under way.
    private static let limit = 10_000

    init(node: Node, connector: Connector, loop: any EventLoop) {
        self.node = node
        self.connector = connector
        self.loop = loop
        node.expectLane()
    }

    var isReady: Bool { connection?.isOpen == true }

    /// Opens the connection, again and again until it succeeds.
    func connect() {
        guard !isStopped else { return }
        let hop = LoopBound(self)
        connector.connect(to: node, as: .write, on: loop) { result in hop.value.connected(result) }
    }

    private func connected(_ result: Result<Connection, PersistenceError>) {
        switch result {
        case .success(let connection) where isStopped: connection.close()
        case .success(let connection):
            connection.owner = self
            self.connection = connection
            node.laneConnected()
        case .failure(.closed): break
        case .failure: connect()
        }
    }

    /// Takes a call, to be sent with the others of this turn of the loop.
    func submit(_ call: DatabaseCall) {
        guard isReady else { return call.fail(.notDispatched(reason: "\(node.name) cannot be reached")) }
        guard waiting.count + underWay.count < Self.limit else { return call.fail(.poolExhausted) }
        waiting.append(call)
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        let hop = LoopBound(self)
        loop.execute { hop.value.flush() }
    }

    private func flush() {
        isFlushScheduled = false
        guard let connection, connection.isOpen, !waiting.isEmpty else { return }
        connection.forgetStalePlans()
        for call in waiting {
            connection.send(call.sql)
            connection.sync()
            underWay.append(.write(call))
        }
        waiting.removeAll(keepingCapacity: true)
        connection.send(Self.position)
        connection.sync()
        underWay.append(.position)
        connection.flush()
    }

    /// Gives up on a server that has owed an answer for longer than `limit`.
    func watch(at now: MonotonicTime, limit: UInt64) {
        guard let connection, connection.isBusy, now.nanoseconds(since: connection.lastProgress) > limit else { return }
        connection.abandon("no answer for \(limit / 1_000_000_000) s")
    }

    /// Ends the lane; calls that wait are told.
    func stop() {
        isStopped = true
        connection?.close()
        fail(reason: "shutting down")
    }

    // MARK: What comes back

    func connection(_ connection: Connection, finished outcome: Connection.Outcome) { self.outcome = outcome }

    func connectionDidSync(_ connection: Connection) {
        let outcome = self.outcome
        self.outcome = nil
        switch underWay.popFirst() {
        case .write(let call): finishWrite(call, outcome)
        case .position: finishPosition(outcome)
        case nil: break
        }
    }

    private func finishWrite(_ call: DatabaseCall, _ outcome: Connection.Outcome?) {
        switch outcome {
        case .rows: committed.append((call, outcome ?? .aborted))
        case .refused(let refusal):
            if refusal.isStalePlan, call.attempts == 0 {
                // It was refused, so it had no effect: once more with a fresh plan.
                call.attempts += 1
                submit(call)
            } else {
                call.fail(refusal.state == .queryCancelled ? .timeout : .refused(refusal))
            }
        case .aborted, nil: call.fail(.indeterminate(reason: "the server answered out of turn"))
        }
    }

    private func finishPosition(_ outcome: Connection.Outcome?) {
        var position: UInt64 = 0
        if case .rows(let rows) = outcome, let value = try? rows.first({ try $0.next(UInt64.self) }) {
            position = value
        }
        for (call, outcome) in committed {
            if case .rows(let rows) = outcome, position > 0 {
                call.succeed(rows, position: position)
            } else {
                call.fail(.indeterminate(reason: "committed, but the position of the log is not known"))
            }
        }
        committed.removeAll(keepingCapacity: true)
    }

    func connection(_ connection: Connection, lost reason: String) {
        self.connection = nil
        node.laneLost()
        fail(reason: reason)
        connect()
    }

    private func fail(reason: String) {
        for call in waiting { call.fail(.notDispatched(reason: reason)) }
        waiting.removeAll()
        for (call, _) in committed { call.fail(.indeterminate(reason: reason)) }
        committed.removeAll()
        for case .write(let call) in underWay { call.fail(.indeterminate(reason: reason)) }
        underWay.removeAll()
        outcome = nil
        isFlushScheduled = false
    }
}
