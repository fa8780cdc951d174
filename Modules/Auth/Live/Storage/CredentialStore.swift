import Auth
import Persistence
import SharedKernel

/// The table `auth.credentials`.
struct CredentialStore: Sendable {
    let database: Database

    /// The password hash of an account, as it stands on the primary.
    func hash(of user: UserID) async throws -> PasswordHash? {
        try await database.readFirst(
            "SELECT password_hash FROM auth.credentials WHERE user_id = \(user)", freshness: .latest
        ) { row in PasswordHash(text: try row.next()) }
    }

    /// Sets the password of an account; it travels with the next statement or the commit.
    static func set(_ hash: PasswordHash, for user: UserID, in transaction: Transaction) {
        transaction.enqueue(
            """
            INSERT INTO auth.credentials (user_id, password_hash) VALUES (\(user), \(hash.text))
            ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, updated_at = now()
            """)
    }

    /// Replaces `old` by `new`, two hashes of one password, unless the password was changed in between.
    func renew(_ old: PasswordHash, to new: PasswordHash, for user: UserID) async throws {
        try await database.execute(
            """
            UPDATE auth.credentials SET password_hash = \(new.text), updated_at = now()
            WHERE user_id = \(user) AND password_hash = \(old.text)
            """)
    }
}
