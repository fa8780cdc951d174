import Auth
import Logging
import Persistence
import SharedKernel
import Users

/// What somebody who wants in says of themselves.
struct SignInAttempt: Sendable {
    let email: EmailAddress
    let password: String
    let userAgent: String?
    let address: String
}

/// What a signed-in device gets.
struct SignedIn: Sendable {
    let account: Account
    let session: SessionID
    let accessToken: String
    let refreshToken: RefreshToken
    /// What is left of the session's lifetime.
    let secondsLeft: Int64
}

/// The rules of signing in, staying in and signing out.
struct SessionService: Sendable {
    /// How long a session lasts from sign-in.
    static let lifetime = Duration.seconds(604_800)
    /// For how long after its first use a refresh token answers with the same successor: two tabs, or a lost answer.
    static let grace = Duration.seconds(10)

    let database: Database
    let directory: any AccountDirectory
    let passwords: PasswordService
    let credentials: CredentialStore
    let sessions: SessionStore
    let revocations: SessionRevocations
    let accessTokens: AccessTokens
    let secret: OpaqueTokens
    let logger: Logger

    /// Opens a session. Throws ``AuthError/invalidCredentials`` and ``AuthError/busy``.
    ///
    /// An unknown address takes the same two queries and the same hash as a wrong password, so that the time tells
    /// nobody who has an account here; and what a disabled account is told, a wrong password is told too.
    func signIn(_ attempt: SignInAttempt) async throws -> SignedIn {
        let account = try await directory.account(email: attempt.email)
        let credential = try await credentials.credential(of: account?.id ?? UserID())
        let isRight = try await passwords.matches(attempt.password, credential?.hash)
        guard isRight, let credential, let account, !account.isDisabled else { throw AuthError.invalidCredentials }
        let signedIn = try await open(for: account, by: credential, attempt)
        try await renewIfOutdated(credential.hash, attempt.password, of: account.id)
        return signedIn
    }

    private func open(
        for account: Account, by credential: Credential, _ attempt: SignInAttempt
    ) async throws -> SignedIn {
        let token = RefreshToken.random()
        let session = NewSession(
            id: SessionID(), user: account.id, userAgent: attempt.userAgent.map { Self.prefix(of: $0, 500) },
            address: Self.prefix(of: attempt.address, 64), lifetime: Self.lifetime)
        guard try await sessions.open(session, by: credential, token: token.hash) else {
            throw AuthError.invalidCredentials
        }
        // Asked again: who was disabled while the password was being hashed had no session yet that could be ended.
        guard let account = try await directory.account(id: account.id), !account.isDisabled else {
            revocations.refuse(try await sessions.end(session.id, of: session.user))
            throw AuthError.invalidCredentials
        }
        return SignedIn(
            account: account, session: session.id,
            accessToken: try accessTokens.issue(for: account.id, account.role, session.id),
            refreshToken: token, secondsLeft: Self.lifetime.components.seconds)
    }

    /// Hashes the password again when the configured cost has risen; this is the only moment when it is known.
    private func renewIfOutdated(_ hash: PasswordHash, _ text: String, of user: UserID) async throws {
        guard passwords.isOutdated(hash), let password = Password(text) else { return }
        do {
            try await credentials.renew(hash, to: try await passwords.hash(password), for: user)
        } catch AuthError.busy {
            logger.notice("a password keeps its cheaper hash until the next sign-in: too many are being hashed")
        }
    }

    /// The next pair of tokens. Throws ``AuthError/notSignedIn`` and ``AuthError/refreshTokenReused``.
    func refresh(_ token: RefreshToken) async throws -> SignedIn {
        // Who it is comes first: a failure in between must not have used up the token.
        guard let user = try await sessions.user(token: token.hash),
            let account = try await directory.account(id: user), !account.isDisabled
        else { throw AuthError.notSignedIn }
        let successor = token.successor(under: secret)
        switch try await rotate(token.hash, to: successor.hash) {
        case .over: throw AuthError.notSignedIn
        case .reused(let session):
            logger.warning("a refresh token came a second time; its session has ended", metadata: ["sid": "\(session)"])
            throw AuthError.refreshTokenReused
        case .goesOn(let session):
            return SignedIn(
                account: account, session: session.id,
                accessToken: try accessTokens.issue(for: account.id, account.role, session.id),
                refreshToken: successor, secondsLeft: session.secondsLeft)
        }
    }

    private enum Rotation: Sendable {
        case over
        case reused(SessionID)
        case goesOn(LockedSession)
    }

    /// Uses a token once, however many twins come at the same time. The lock on the session puts them in a row.
    private func rotate(_ hash: TokenHash, to successor: TokenHash) async throws -> Rotation {
        try await database.transaction(retry: .transient) { transaction in
            guard let session = try await sessions.lock(token: hash, in: transaction), session.isLive,
                let use = try await sessions.use(of: hash, grace: Self.grace, in: transaction)
            else { return .over }
            switch use {
            case .fresh: sessions.replace(hash, by: successor, of: session.id, in: transaction)
            case .replayed: break
            case .reused:
                // Returned, not thrown: the end of the session must be committed.
                revocations.refuse(try await sessions.end(session.id, in: transaction), after: transaction)
                return .reused(session.id)
            }
            return .goesOn(session)
        }
    }

    /// Ends the session of a token; one that is unknown is as good as ended.
    func signOut(_ token: RefreshToken) async throws { revocations.refuse(try await sessions.end(token: token.hash)) }

    /// Ends one session of an account. Throws ``AuthError/unknownSession``.
    func end(_ session: SessionID, of user: UserID) async throws {
        let ended = try await sessions.end(session, of: user)
        guard !ended.isEmpty else { throw AuthError.unknownSession }
        revocations.refuse(ended)
    }

    /// At most `length` characters of `text`, as PostgreSQL counts them, without NUL, which it cannot keep.
    private static func prefix(of text: String, _ length: Int) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(length))
        return String(scalars)
    }
}
