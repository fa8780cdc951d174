import Persistence
import SharedKernel

/// How far a reader has followed the table: every transaction before it has been seen.
struct RevocationCursor: Comparable, Sendable {
    /// From the beginning.
    static let start = RevocationCursor(transaction: 0)

    let transaction: Int64

    static func < (a: Self, b: Self) -> Bool { a.transaction < b.transaction }
}

/// The table `auth.revocations`, which is written where sessions end: see ``SessionStore``.
struct RevocationStore: Sendable {
    let database: Database

    /// The sessions that transactions from `cursor` on have ended, and where to go on. One statement on the primary.
    ///
    /// The next cursor is the oldest transaction under way at this moment. Whatever commits later has an id from there
    /// on, however long it takes; a number drawn from a sequence, or a time, would be passed by.
    func revocations(since cursor: RevocationCursor) async throws -> (sessions: [SessionID], next: RevocationCursor) {
        var next = cursor
        let sessions = try await database.read(
            """
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, r.session_id
            FROM (VALUES (1)) AS one LEFT JOIN auth.revocations r
                ON r.transaction_id >= \(String(cursor.transaction))::xid8
            """, freshness: .latest
        ) { row in
            next = RevocationCursor(transaction: try row.next())
            return try row.nextIfPresent(SessionID.self)
        }
        return (sessions.compactMap { $0 }, next)
    }

    /// Removes what no token can bring up any more.
    func forget(after memory: Duration) async throws {
        try await database.execute(
            """
            DELETE FROM auth.revocations
            WHERE revoked_at < clock_timestamp() - make_interval(secs => \(Double(memory.components.seconds)))
            """)
    }
}
