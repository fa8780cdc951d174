import Persistence
import SharedKernel

/// Ends of sessions. Each writes to `auth.revocations` in the statement that ends the session, and returns what it ended.
extension SessionStore {
    /// Ends a session of `user`.
    func end(_ session: SessionID, of user: UserID) async throws -> [SessionID] {
        try await database.write(Self.end(where: "id = \(session) AND user_id = \(user)")) { try $0.next() }
    }

    /// Ends a session.
    func end(_ session: SessionID, in transaction: Transaction) async throws -> [SessionID] {
        try await transaction.query(Self.end(where: "id = \(session)")) { try $0.next() }
    }

    /// Ends the session that a token belongs to, if there is one.
    func end(token hash: TokenHash) async throws -> [SessionID] {
        try await database.write(
            Self.end(where: "id = (SELECT session_id FROM auth.refresh_tokens WHERE token_hash = \(hash))")
        ) { try $0.next() }
    }

    /// Ends every session of an account but one.
    static func endAll(
        of user: UserID, except kept: SessionID?, in transaction: Transaction
    ) async throws -> [SessionID] {
        try await transaction.query(
            end(where: "user_id = \(user) AND id IS DISTINCT FROM \(kept.sqlParameter)")
        ) { try $0.next() }
    }

    private static func end(where condition: SQL) -> SQL {
        """
        WITH ended AS (
            UPDATE auth.sessions SET ended_at = clock_timestamp() WHERE \(condition) AND ended_at IS NULL RETURNING id
        )
        INSERT INTO auth.revocations (session_id) SELECT id FROM ended RETURNING session_id
        """
    }
}
