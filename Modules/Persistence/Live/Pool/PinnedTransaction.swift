import NIOCore
import Persistence
import SharedKernel

/// A transaction on a pinned connection.
///
/// BEGIN travels with the first statement. COMMIT travels with whatever was enqueued last, and the position of the log
/// is read behind its Sync in the same round trip: a position read before the commit would prove nothing.
final class PinnedTransaction: TransactionDriver, @unchecked Sendable {
    // @unchecked: the fields are touched only on the connection's loop.
    private let connection: PinnedConnection
    private let pool: PinnedPool
    private let isolation: IsolationLevel
    private let context = RequestContext.current
    private var phase = Phase.fresh
    private var queued: [SQL] = []

    private enum Phase {
        /// Nothing has been sent.
        case fresh
        case open
        /// The server has refused a statement, and will refuse all others until the rollback.
        case failed(PersistenceError)
        /// The connection is gone.
        case lost(PersistenceError)
        case ended
    }

    init(connection: PinnedConnection, pool: PinnedPool, isolation: IsolationLevel) {
        self.connection = connection
        self.pool = pool
        self.isolation = isolation
    }

    private var begin: SQL {
        switch isolation {
        case .readCommitted: "BEGIN"
        case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
        case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
        }
    }
    private static let commitStatement: SQL = "COMMIT"
    private static let rollbackStatement: SQL = "ROLLBACK"
    private static let positionStatement: SQL = "SELECT pg_current_wal_insert_lsn()"

    func run(_ sql: SQL) async throws -> RowSet {
        try sql.checkParameters()
        let start = MonotonicTime.now
        defer { context?.countStatement(nanoseconds: MonotonicTime.now.nanoseconds(since: start)) }
        return try await onLoop { $0.send(sql, $1) }
    }

    func enqueue(_ sql: SQL) {
        context?.countStatement(nanoseconds: 0)
        connection.loop.runOnLoop { self.queued.append(sql) }
    }

    func commit() async throws {
        let position = try await onLoop { $0.sendCommit($1) }
        if position > 0 { context?.wrote(position: position) }
        pool.release(connection)
    }

    func rollback() async {
        // A rollback has nothing to tell: what could go wrong with it ends the connection, and with it the transaction.
        let isUsable = (try? await onLoop { $0.sendRollback($1) }) ?? false
        if isUsable { pool.release(connection) }
    }

    private func onLoop<Value: Sendable>(
        _ body: @escaping (PinnedTransaction, @escaping (Result<Value, PersistenceError>) -> Void) -> Void
    ) async throws -> Value {
        let body = LoopBound(body)
        return try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Value, any Error>) in
            connection.loop.runOnLoop {
                body.value(self) { result in continuation.resume(with: result.mapError { $0 as any Error }) }
            }
        }
    }

    // MARK: On the loop

    /// What must be sent before the next statement.
    private func takePrefix() -> [SQL] {
        var prefix: [SQL] = []
        if case .fresh = phase { prefix.append(begin) }
        prefix.append(contentsOf: queued)
        queued.removeAll(keepingCapacity: true)
        phase = .open
        return prefix
    }

    private func send(_ sql: SQL, _ completion: @escaping (Result<RowSet, PersistenceError>) -> Void) {
        switch phase {
        case .failed(let error), .lost(let error): return completion(.failure(error))
        case .ended: return completion(.failure(.transactionEnded))
        case .fresh, .open: break
        }
        connection.run(takePrefix() + [sql]) { [self] outcome in completion(rows(in: outcome)) }
        connection.flush()
    }

    private func rows(in outcome: PinnedConnection.RoundOutcome) -> Result<RowSet, PersistenceError> {
        switch outcome {
        case .finished(let result):
            if let refusal = result.refusal { return .failure(fail(refusal)) }
            guard let rows = result.rows else { return .failure(.decoding("a statement came back without a result")) }
            return .success(rows)
        case .lost(let reason):
            // Nothing is committed before COMMIT is sent, so the whole transaction had no effect.
            let error = PersistenceError.notDispatched(reason: reason)
            phase = .lost(error)
            return .failure(error)
        }
    }

    private func fail(_ refusal: Refusal) -> PersistenceError {
        let error: PersistenceError =
            refusal.state == .queryCancelled
            ? .timeout
            : refusal.state.isUnavailability ? .notDispatched(reason: refusal.message) : .refused(refusal)
        phase = .failed(error)
        return error
    }

    private func sendCommit(_ completion: @escaping (Result<UInt64, PersistenceError>) -> Void) {
        switch phase {
        case .failed(let error), .lost(let error): return completion(.failure(error))
        case .ended: return completion(.failure(.transactionEnded))
        case .fresh where queued.isEmpty:
            phase = .ended
            return completion(.success(0))
        case .fresh, .open: break
        }
        guard connection.connection.isOpen else {
            // COMMIT cannot be sent, so nothing was committed.
            let error = PersistenceError.notDispatched(reason: "the connection was lost before the commit")
            phase = .lost(error)
            return completion(.failure(error))
        }
        var committed: Result<Void, PersistenceError> = .success(())
        connection.run(takePrefix() + [Self.commitStatement]) { [self] outcome in
            switch outcome {
            case .finished(let result):
                // COMMIT came back only if nothing before it in the round was refused.
                if let refusal = result.refusal { committed = .failure(fail(refusal)) } else { phase = .ended }
            case .lost(let reason):
                let error = PersistenceError.indeterminate(reason: reason)
                phase = .lost(error)
                committed = .failure(error)
            }
        }
        connection.run([Self.positionStatement]) { outcome in
            completion(
                committed.flatMap {
                    guard case .finished(let result) = outcome,
                        let position = try? result.rows?.first({ try $0.next(UInt64.self) })
                    else { return .failure(.indeterminate(reason: "committed, but the connection was lost")) }
                    return .success(position)
                })
        }
        connection.flush()
    }

    private func sendRollback(_ completion: @escaping (Result<Bool, PersistenceError>) -> Void) {
        switch phase {
        case .lost, .ended: return completion(.success(false))
        case .fresh:
            phase = .ended
            return completion(.success(true))
        case .open, .failed: break
        }
        phase = .ended
        queued.removeAll()
        connection.run([Self.rollbackStatement]) { outcome in
            if case .finished = outcome { completion(.success(true)) } else { completion(.success(false)) }
        }
        connection.flush()
    }
}

extension EventLoop {
    /// Runs `body` on this loop: now when the caller is on it, else soon.
    func runOnLoop(_ body: @escaping @Sendable () -> Void) {
        if inEventLoop { body() } else { execute(body) }
    }
}
