import Auth
import HTTPKernel
import Logging
import Persistence
import PersistenceTesting
import SharedKernel
import Testing
import Users
import UsersLive

@testable import AuthLive

/// Sign-ins that are overtaken by a change of the account while the password is being hashed.
@Suite struct SignInRaceTests {
    /// Says of every account that it is enabled when asked by address, and disabled when asked by id.
    private struct Overtaken: AccountDirectory {
        let inner: any AccountDirectory

        func account(email: EmailAddress) async throws -> Account? { try await inner.account(email: email) }

        func account(id: UserID) async throws -> Account? {
            guard let account = try await inner.account(id: id) else { return nil }
            return Account(
                id: id, email: account.email, name: account.name, role: account.role,
                emailVerified: account.emailVerified, isDisabled: true, createdAt: account.createdAt,
                updatedAt: account.updatedAt)
        }
    }

    @Test func `an account that is disabled meanwhile gets no session`() async throws {
        try await Instance.two { one, _ in
            try await withPasswords { passwords in
                let service = SessionService(
                    database: one.database, directory: Overtaken(inner: one.users.directory), passwords: passwords,
                    credentials: CredentialStore(database: one.database),
                    sessions: SessionStore(database: one.database), revocations: one.revocations,
                    accessTokens: AccessTokens(
                        issuer: "stoa", audience: "stoa", keys: KeyRing(try await SharedKeys.keys())),
                    secret: TestDatabase.tokens, logger: Logger(label: "test"))
                let attempt = SignInAttempt(
                    email: try #require(EmailAddress("ada@example.com")), password: "correct horse", userAgent: nil,
                    address: "")
                await #expect(throws: AuthError.invalidCredentials) { try await service.signIn(attempt) }
                let live = try await one.database.read(
                    "SELECT id FROM auth.sessions WHERE ended_at IS NULL", freshness: .latest
                ) { try $0.next(SessionID.self) }
                #expect(live.isEmpty)
            }
        }
    }

    @Test func `a password that is changed meanwhile opens no session`() async throws {
        try await Instance.two { one, _ in
            let device = try await one.signIn()
            let user = device.principal.userID
            let credential = try #require(
                try await CredentialStore(database: one.database).credential(of: user))
            _ = try await one.send(
                .post, "/api/v1/auth/password",
                body: #"{"currentPassword": "correct horse", "newPassword": "battery staple"}"#, as: device.principal)
            let session = NewSession(
                id: SessionID(), user: user, userAgent: nil, address: "", lifetime: SessionService.lifetime)
            let opened = try await SessionStore(database: one.database).open(
                session, by: credential, token: RefreshToken.random().hash)
            #expect(!opened)
        }
    }
    /// Whether another transaction comes to wait for this one within some five thousand looks.
    private func someoneWaits(for transaction: Transaction) async throws -> Bool {
        for _ in 0..<5000 {
            let waiting = try await transaction.queryFirst(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
            ) { try $0.next(Int.self) }
            if let waiting, waiting > 0 { return true }
        }
        return false
    }

    @Test func `a sign-in that comes while all sessions are being ended waits, and is not let in afterwards`()
        async throws
    {
        try await Instance.two { one, _ in
            let device = try await one.signIn()
            let user = device.principal.userID
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await one.database.transaction { transaction in
                    try await transaction.execute(
                        "UPDATE users.accounts SET disabled_at = now() WHERE id = \(user)")
                    try await one.revocations.endSessions(of: user, in: transaction)
                    group.addTask {
                        let error = await httpError { _ = try await one.signIn() }
                        #expect(error?.code == .invalidCredentials)
                    }
                    // The account is not disabled yet for the other one: it can only be held up by the credential.
                    #expect(try await someoneWaits(for: transaction))
                }
                try await group.waitForAll()
            }
            let live = try await one.database.read(
                "SELECT id FROM auth.sessions WHERE ended_at IS NULL", freshness: .latest
            ) { try $0.next(SessionID.self) }
            #expect(live.isEmpty)
        }
    }
}
