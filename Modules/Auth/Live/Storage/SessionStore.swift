import Persistence
import SharedKernel

/// A device that signs in.
struct NewSession: Sendable {
    let id: SessionID
    let user: UserID
    let userAgent: String?
    let address: String
    /// How long it may last from now.
    let lifetime: Duration
}

/// A session, held against changes by the caller's transaction.
struct LockedSession: Sendable {
    let id: SessionID
    let user: UserID
    /// Neither ended nor past its lifetime.
    let isLive: Bool
    /// What is left of its lifetime, in whole seconds.
    let secondsLeft: Int64
}

/// What has become of a refresh token.
enum TokenUse: String, Sendable {
    /// It was never used.
    case fresh
    /// It was first used a moment ago.
    case replayed
    /// It was used long enough ago that nobody honest would send it again.
    case reused
}

/// The tables `auth.sessions` and `auth.refresh_tokens`. All times are the database's, one clock for all instances.
struct SessionStore: Sendable {
    let database: Database

    /// Adds a session with its first token; `false` when the password has changed since `credential` was read.
    ///
    /// The credential is held meanwhile, so that whoever ends all sessions of the account either sees this one or makes
    /// it wait.
    func open(_ session: NewSession, by credential: Credential, token hash: TokenHash) async throws -> Bool {
        try await database.execute(
            """
            WITH credential AS (
                SELECT user_id FROM auth.credentials
                WHERE user_id = \(session.user) AND updated_at = \(credential.setAt) FOR SHARE
            ), session AS (
                INSERT INTO auth.sessions (id, user_id, user_agent, address, expires_at)
                SELECT \(session.id), user_id, \(session.userAgent.sqlParameter), \(session.address),
                    now() + make_interval(secs => \(Double(session.lifetime.components.seconds)))
                FROM credential RETURNING id
            )
            INSERT INTO auth.refresh_tokens (token_hash, session_id) SELECT \(hash), id FROM session
            """) == 1
    }

    /// Whose session a token belongs to, ended or not.
    func user(token hash: TokenHash) async throws -> UserID? {
        try await database.readFirst(
            """
            SELECT s.user_id FROM auth.refresh_tokens t JOIN auth.sessions s ON s.id = t.session_id
            WHERE t.token_hash = \(hash)
            """, freshness: .latest
        ) { row in try row.next() }
    }

    /// The session that a token belongs to; twins of this transaction wait here.
    func lock(token hash: TokenHash, in transaction: Transaction) async throws -> LockedSession? {
        try await transaction.queryFirst(
            """
            SELECT id, user_id, ended_at IS NULL AND expires_at > clock_timestamp(),
                greatest(0, floor(extract(epoch FROM expires_at - clock_timestamp())))::bigint
            FROM auth.sessions
            WHERE id = (SELECT session_id FROM auth.refresh_tokens WHERE token_hash = \(hash))
            FOR UPDATE
            """
        ) { row in
            LockedSession(
                id: try row.next(), user: try row.next(), isLive: try row.next(), secondsLeft: try row.next())
        }
    }

    /// What has become of a token, asked while its session is locked.
    ///
    /// It must be a statement of its own: after waiting for the lock, the statement that waited still sees the token as
    /// it was before the wait (PostgreSQL, "Read Committed Isolation Level").
    func use(of hash: TokenHash, grace: Duration, in transaction: Transaction) async throws -> TokenUse? {
        try await transaction.queryFirst(
            """
            SELECT CASE WHEN used_at IS NULL THEN 'fresh'
                WHEN used_at > clock_timestamp() - make_interval(secs => \(Double(grace.components.seconds)))
                THEN 'replayed' ELSE 'reused' END
            FROM auth.refresh_tokens WHERE token_hash = \(hash)
            """
        ) { row in
            let use = try row.next(String.self)
            guard let use = TokenUse(rawValue: use) else {
                throw PersistenceError.decoding("no use of a token: \(use)")
            }
            return use
        }
    }

    /// Marks a token used and adds its successor; it travels with the commit.
    func replace(
        _ hash: TokenHash, by successor: TokenHash, of session: SessionID, in transaction: Transaction
    ) {
        transaction.enqueue("UPDATE auth.refresh_tokens SET used_at = clock_timestamp() WHERE token_hash = \(hash)")
        transaction.enqueue(
            "INSERT INTO auth.refresh_tokens (token_hash, session_id) VALUES (\(successor), \(session))")
        transaction.enqueue("UPDATE auth.sessions SET last_seen_at = clock_timestamp() WHERE id = \(session)")
    }
}

extension TokenHash: SQLEncodable {
    var sqlParameter: SQLParameter { .bytes(bytes) }
    static var sqlNull: SQLParameter { .null(.bytea) }
}
