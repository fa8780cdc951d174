import CLibPQ
import NIOCore
import Persistence
import SharedKernel
import Synchronization

/// One PostgreSQL server, as far as this instance knows it.
final class Node: Sendable {
    enum Kind: Sendable { case primary, replica }

    /// What it is called in metrics, logs and health reports: `primary`, `replica1`.
    let name: String
    let kind: Kind
    let url: String
    let breaker = ConnectBreaker()

    private let state = Mutex(State())
    private let replayed = Atomic<UInt64>(0)
    private let healthy = Atomic<Bool>(false)
    private let lanes = Atomic<Int>(0)
    private let connectedLanes = Atomic<Int>(0)

    private struct State {
        var cluster: ClusterIdentity?
        var lastAnswer: MonotonicTime?
        var goodAnswers = 0
    }

    init(name: String, kind: Kind, url: String) {
        self.name = name
        self.kind = kind
        self.url = url
    }

    /// Whether it has answered within the last second, and, after an outage, twice in a row.
    var isHealthy: Bool { healthy.load(ordering: .relaxed) }

    /// Whether it is healthy and every event loop is connected to it.
    var isServing: Bool {
        isHealthy && connectedLanes.load(ordering: .relaxed) == lanes.load(ordering: .relaxed)
    }

    /// There is one more lane that is to be connected to it.
    func expectLane() { lanes.add(1, ordering: .relaxed) }
    /// A lane was connected.
    func laneConnected() { connectedLanes.add(1, ordering: .relaxed) }
    /// A lane lost its connection.
    func laneLost() { connectedLanes.subtract(1, ordering: .relaxed) }

    /// How far it had replayed the primary's log when it was asked last. Only a hint: the truth travels in-band.
    var replayedPosition: UInt64 { replayed.load(ordering: .relaxed) }

    /// The cluster and timeline that it belongs to; `nil` before it was reached once.
    var cluster: ClusterIdentity? { state.withLock { $0.cluster } }

    /// It said how far it is.
    func saw(position: UInt64) {
        replayed.store(position, ordering: .relaxed)
    }

    /// It answered the monitor.
    func answered(position: UInt64, inRecovery: Bool) {
        saw(position: position)
        let fits = inRecovery == (kind == .replica)
        let good = state.withLock { state in
            state.lastAnswer = .now
            state.goodAnswers = fits ? state.goodAnswers + 1 : 0
            return state.goodAnswers
        }
        if good == 0 {
            healthy.store(false, ordering: .relaxed)
        } else if good >= 2 || kind == .primary {
            healthy.store(true, ordering: .relaxed)
        }
    }

    /// Time has passed; a node that has said nothing for a second is out.
    func check(at now: MonotonicTime) {
        let silent = state.withLock { state in
            guard let last = state.lastAnswer, now.nanoseconds(since: last) < 1_000_000_000 else {
                state.goodAnswers = 0
                return true
            }
            return false
        }
        if silent { healthy.store(false, ordering: .relaxed) }
    }

    /// It went away.
    func wentAway() {
        state.withLock { $0.goodAnswers = 0 }
        healthy.store(false, ordering: .relaxed)
    }

    /// Learns on a fresh connection who the server is. Blocks; called on a connector's thread.
    func identify(_ connection: OpaquePointer, mustBePrimary: Bool, within limit: Duration) throws(PersistenceError) {
        let sql = """
            SELECT pg_is_in_recovery()::text, s.system_identifier::text, c.timeline_id::text
            FROM pg_control_system() AS s, pg_control_checkpoint() AS c
            """
        let result = try Connector.ask(connection, sql, within: limit)
        defer { PQclear(result) }
        func column(_ index: Int32) -> String { String(cString: PQgetvalue(result, 0, index)) }
        if mustBePrimary, column(0) != "false" {
            throw PersistenceError.notDispatched(reason: "\(name) is a standby: it cannot take writes")
        }
        let cluster = ClusterIdentity(system: UInt64(column(1)) ?? 0, timeline: UInt32(column(2)) ?? 0)
        state.withLock { $0.cluster = cluster }
    }
}

/// Which cluster, and which of its histories: after a promotion the timeline is another one.
struct ClusterIdentity: Hashable, Sendable {
    let system: UInt64
    let timeline: UInt32
}
