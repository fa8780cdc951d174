import DequeModule
import NIOCore
import Persistence
import SharedKernel

/// One connection of the pool: what a transaction runs on. Its rounds, each ended by a Sync, are answered in order.
final class PinnedConnection: ConnectionOwner, Hashable, @unchecked Sendable {
    // @unchecked: everything but `id`, `loop` and `backend` is touched only on `loop`.
    let id: UInt64
    let connection: Connection
    private let onLost: @Sendable (PinnedConnection) -> Void
    private var rounds = Deque<(RoundOutcome) -> Void>()
    private var current = RoundResult()

    var loop: any EventLoop { connection.loop }
    var backend: Int32 { connection.backend }

    /// What came back of one round.
    struct RoundResult {
        /// The rows of the last statement that succeeded.
        var rows: RowSet?
        /// The first error; the server ran nothing of the round after it.
        var refusal: Refusal?
    }

    /// How a round ended.
    enum RoundOutcome {
        case finished(RoundResult)
        case lost(reason: String)
    }

    init(id: UInt64, connection: Connection, onLost: @escaping @Sendable (PinnedConnection) -> Void) {
        self.id = id
        self.connection = connection
        self.onLost = onLost
        connection.owner = self
    }

    /// Runs `statements` in one round trip; an error in one keeps the ones after it from running.
    func run(_ statements: [SQL], _ completion: @escaping (RoundOutcome) -> Void) {
        guard connection.isOpen else { return completion(.lost(reason: "the connection is closed")) }
        rounds.append(completion)
        connection.forgetStalePlans()
        for statement in statements { connection.send(statement) }
        connection.sync()
    }

    /// Sends what has been put into rounds.
    func flush() { connection.flush() }

    func connection(_ connection: Connection, finished outcome: Connection.Outcome) {
        switch outcome {
        case .rows(let rows): if current.refusal == nil { current.rows = rows }
        case .refused(let refusal): if current.refusal == nil { current.refusal = refusal }
        case .aborted: break
        }
    }

    func connectionDidSync(_ connection: Connection) {
        let result = current
        current = RoundResult()
        rounds.popFirst()?(.finished(result))
    }

    func connection(_ connection: Connection, lost reason: String) {
        let lostRounds = rounds
        rounds.removeAll()
        // The server's own words, if it said why before it closed.
        let reason = current.refusal?.message ?? reason
        for completion in lostRounds { completion(.lost(reason: reason)) }
        onLost(self)
    }

    static func == (a: PinnedConnection, b: PinnedConnection) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
