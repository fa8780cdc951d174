import NIOCore
import Persistence
import SharedKernel

/// Asks one node every 250 ms how far it is. A node that fails is out within a second.
final class NodeMonitor: ConnectionOwner, @unchecked Sendable {
    // @unchecked: confined to `loop`.
    let loop: any EventLoop
    private let node: Node
    private let connector: Connector
    private var connection: Connection?
    private var isStopped = false

    private static let question: SQL = """
        SELECT pg_is_in_recovery(),
               CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END
        """

    init(node: Node, connector: Connector, loop: any EventLoop) {
        self.node = node
        self.connector = connector
        self.loop = loop
    }

    func connect() {
        guard !isStopped else { return }
        let hop = LoopBound(self)
        connector.connect(to: node, as: .monitor, on: loop) { result in hop.value.connected(result) }
    }

    private func connected(_ result: Result<Connection, PersistenceError>) {
        switch result {
        case .success(let connection) where isStopped: connection.close()
        case .success(let connection):
            connection.owner = self
            self.connection = connection
            ask()
        case .failure(.closed): break
        case .failure: connect()
        }
    }

    func tick(at now: MonotonicTime) {
        node.check(at: now)
        guard let connection else { return }
        if !connection.isBusy {
            ask()
        } else if now.nanoseconds(since: connection.lastProgress) > 3_000_000_000 {
            connection.abandon("no answer for 3 s")
        }
    }

    private func ask() {
        guard let connection, connection.isOpen else { return }
        connection.send(Self.question)
        connection.sync()
        connection.flush()
    }

    func stop() {
        isStopped = true
        connection?.close()
    }

    func connection(_ connection: Connection, finished outcome: Connection.Outcome) {
        guard case .rows(let rows) = outcome,
            let answer = try? rows.first({ (try $0.next(Bool.self), try $0.nextIfPresent(UInt64.self)) })
        else { return }
        node.answered(position: answer.1 ?? 0, inRecovery: answer.0)
    }

    func connectionDidSync(_ connection: Connection) {}

    func connection(_ connection: Connection, lost reason: String) {
        self.connection = nil
        node.wentAway()
        connect()
    }
}
