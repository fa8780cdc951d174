import Persistence
import SharedKernel

/// A device that is signed in, as its owner sees it.
struct Session: Sendable {
    let id: SessionID
    let createdAt: Timestamp
    let lastSeenAt: Timestamp
    let userAgent: String?
    let address: String?
}

extension SessionStore {
    /// At most `count` live sessions of an account that began before `position`, the latest first.
    func page(of user: UserID, after position: SessionID?, count: Int) async throws -> [Session] {
        let range: SQL = if let position { " AND id < \(position)" } else { "" }
        return try await database.read(
            """
            SELECT id, created_at, last_seen_at, user_agent, address FROM auth.sessions
            WHERE user_id = \(user) AND ended_at IS NULL AND expires_at > now()\(range)
            ORDER BY id DESC LIMIT \(literal: count)
            """
        ) { row in
            Session(
                id: try row.next(), createdAt: try row.next(), lastSeenAt: try row.next(),
                userAgent: try row.nextIfPresent(), address: try row.nextIfPresent())
        }
    }
}
