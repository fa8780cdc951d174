import Persistence
import SharedKernel

/// One statement on its way through a lane, and the caller who waits for it.
final class DatabaseCall {
    let sql: SQL
    /// The position that the answering node must have replayed.
    let requiredPosition: UInt64
    let freshness: Database.Freshness
    private var continuation: UnsafeContinuation<Answer, any Error>?
    /// How often it was sent again after a lost connection or a conflict.
    var attempts = 0

    /// The rows, and where the primary's log stood after a write.
    struct Answer: Sendable {
        let rows: RowSet
        var position: UInt64 = 0
    }

    init(
        sql: SQL, requiredPosition: UInt64 = 0, freshness: Database.Freshness = .latest,
        continuation: UnsafeContinuation<Answer, any Error>
    ) {
        self.sql = sql
        self.requiredPosition = requiredPosition
        self.freshness = freshness
        self.continuation = continuation
    }

    /// Wakes the caller. Only the first time counts.
    func succeed(_ rows: RowSet, position: UInt64 = 0) {
        continuation?.resume(returning: Answer(rows: rows, position: position))
        continuation = nil
    }

    /// Wakes the caller with an error. Only the first time counts.
    func fail(_ error: PersistenceError) {
        continuation?.resume(throwing: error)
        continuation = nil
    }
}
