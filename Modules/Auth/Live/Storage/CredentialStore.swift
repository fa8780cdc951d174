import Auth
import Persistence
import SharedKernel

/// What an account's password is compared with.
struct Credential: Sendable {
    let hash: PasswordHash
    /// When the password was set; hashing it again at another cost does not count.
    let setAt: Timestamp
}

/// The table `auth.credentials`.
struct CredentialStore: Sendable {
    let database: Database

    /// The credential of an account, as it stands on the primary.
    func credential(of user: UserID) async throws -> Credential? {
        try await database.readFirst(
            "SELECT password_hash, updated_at FROM auth.credentials WHERE user_id = \(user)", freshness: .latest
        ) { row in Credential(hash: PasswordHash(text: try row.next()), setAt: try row.next()) }
    }

    /// Holds back the account's sign-ins until the transaction ends; it travels with the next statement.
    static func lock(_ user: UserID, in transaction: Transaction) {
        transaction.enqueue("SELECT FROM auth.credentials WHERE user_id = \(user) FOR UPDATE")
    }

    /// Whether the password is still the one of `credential`, which then stays so until the transaction ends.
    static func isCurrent(_ credential: Credential, of user: UserID, in transaction: Transaction) async throws -> Bool {
        let found = try await transaction.queryFirst(
            """
            SELECT user_id FROM auth.credentials
            WHERE user_id = \(user) AND updated_at = \(credential.setAt) FOR UPDATE
            """
        ) { try $0.next(UserID.self) }
        return found != nil
    }

    /// Forgets the password of an account; it travels with the next statement or the commit.
    static func remove(_ user: UserID, in transaction: Transaction) {
        transaction.enqueue("DELETE FROM auth.credentials WHERE user_id = \(user)")
    }

    /// Sets the password of an account; it travels with the next statement or the commit.
    static func set(_ hash: PasswordHash, for user: UserID, in transaction: Transaction) {
        transaction.enqueue(
            """
            INSERT INTO auth.credentials (user_id, password_hash) VALUES (\(user), \(hash.text))
            ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, updated_at = clock_timestamp()
            """)
    }

    /// Replaces `old` by `new`, two hashes of one password, unless the password was changed in between.
    func renew(_ old: PasswordHash, to new: PasswordHash, for user: UserID) async throws {
        try await database.execute(
            """
            UPDATE auth.credentials SET password_hash = \(new.text)
            WHERE user_id = \(user) AND password_hash = \(old.text)
            """)
    }
}
