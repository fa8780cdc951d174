import Auth
import FoundationEssentials
import HTTPKernel
import Logging
import Persistence
import PersistenceTesting
import SharedKernel
import Testing
import Users
import UsersLive

@testable import AuthLive

/// Signing in, staying in and signing out over HTTP's routes and a database.
@Suite struct SessionTests {
    /// Ada, who has registered, and the routes that she signs in by.
    private struct House {
        let database: Database
        let auth: AuthModule
        let users: UsersModule
        let ada: Account
        let service: SessionService

        func login(_ email: String = "ada@example.com", _ password: String = "correct horse") async throws -> Tokens {
            let body = #"{"email": "\#(email)", "password": "\#(password)"}"#
            return try Tokens(
                try await send("/api/v1/auth/login", body: body, headers: [("User-Agent", "tests/1.0")]))
        }

        func refresh(_ cookie: String) async throws -> Tokens {
            try Tokens(try await send("/api/v1/auth/refresh", headers: [("Cookie", "refresh_token=\(cookie)")]))
        }

        func logout(_ cookie: String) async throws -> Response {
            try await send("/api/v1/auth/logout", headers: [("Cookie", "a=b; refresh_token=\(cookie)")])
        }

        private func send(_ path: String, body: String = "", headers: [(String, String)]) async throws -> Response {
            try await ask(
                try #require(auth.routes.first { $0.path == path }), body: body, headers: headers)
        }

        /// Moves every first use of a token into the past: the clock that counts is the database's.
        func age(by seconds: Int) async throws {
            try await database.execute(
                "UPDATE auth.refresh_tokens SET used_at = used_at - make_interval(secs => \(Double(seconds)))")
        }

        func count(_ sql: SQL) async throws -> Int? {
            try await database.readFirst(sql, freshness: .latest) { try $0.next(Int.self) }
        }
    }

    /// What a client gets.
    private struct Tokens {
        struct Body: Decodable {
            struct User: Decodable { let id, email, role: String }
            let accessToken, tokenType: String
            let expiresIn: Int
            let user: User
        }
        let body: Body
        let cookie: String
        let maxAge: Int

        init(_ response: Response) throws {
            body = try JSONDecoder().decode(Body.self, from: Data(response.body))
            let header = try #require(response.headers.first { $0.name == "Set-Cookie" }?.value)
            let parts = header.split(separator: "; ").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            cookie = try #require(parts.first { $0.first == "refresh_token" }?.last)
            maxAge = try #require(parts.first { $0.first == "Max-Age" }.flatMap { Int($0.last ?? "") })
        }
    }

    private func withHouse<T>(
        cost: Argon2Parameters = cheap, _ body: (House) async throws -> T
    ) async throws -> T {
        try await TestDatabase.with { test in
            try await withPasswords(cost: cost) { passwords in
                let revocations = SessionRevocations(database: test.database, logger: Logger(label: "test"))
                let users = UsersModule(
                    database: test.database, passwords: passwords, sessions: revocations, tokens: TestDatabase.tokens)
                let ada = try await users.create(
                    email: try #require(EmailAddress("ada@example.com")), role: .customer,
                    name: try #require(PersonName("Ada")), password: try #require(Password("correct horse")))
                let folder = try SharedKeys.folder()
                let auth = try await AuthModule(
                    configuration: AuthConfiguration(), keys: folder, database: test.database,
                    directory: users.directory, passwords: passwords, revocations: revocations,
                    tokens: OpaqueTokens(secret: folder.secret), logger: Logger(label: "test"))
                let service = SessionService(
                    database: test.database, directory: users.directory, passwords: passwords,
                    credentials: CredentialStore(database: test.database),
                    sessions: SessionStore(database: test.database), revocations: revocations,
                    accessTokens: AccessTokens(
                        issuer: "stoa", audience: "stoa", keys: KeyRing(try await SharedKeys.keys())),
                    secret: OpaqueTokens(secret: folder.secret), logger: Logger(label: "test"))
                return try await body(
                    House(database: test.database, auth: auth, users: users, ada: ada, service: service))
            }
        }
    }

    private func code(_ body: () async throws -> Void) async -> ErrorCode? { await httpError(body)?.code }

    @Test func `signing in gives a token for the account and a cookie for seven days`() async throws {
        try await withHouse { house in
            let tokens = try await house.login(" ADA@example.com ")
            #expect(tokens.body.tokenType == "Bearer" && tokens.body.expiresIn == 900)
            #expect(tokens.body.user.id == house.ada.id.description && tokens.body.user.role == "customer")
            #expect(tokens.maxAge == 604_800)
            let principal = try await house.auth.verifier.principal(of: tokens.body.accessToken)
            #expect(principal.userID == house.ada.id && principal.role == .customer)
            let sessions = try await house.database.read(
                "SELECT id, user_agent, address FROM auth.sessions", freshness: .latest
            ) { row in (try row.next(SessionID.self), try row.next(String.self), try row.next(String.self)) }
            #expect(sessions.count == 1)
            #expect(sessions.first?.0 == principal.sessionID)
            #expect(sessions.first?.1 == "tests/1.0" && sessions.first?.2 == "192.0.2.1")
        }
    }

    @Test func `an unknown address, a wrong password and a disabled account get one answer`() async throws {
        try await withHouse { house in
            #expect(await code { _ = try await house.login("bob@example.com") } == .invalidCredentials)
            #expect(await code { _ = try await house.login("ada@example.com", "wrong horse") } == .invalidCredentials)
            #expect(await code { _ = try await house.login("ada@example.com", "x") } == .invalidCredentials)
            let open = try await house.login()
            try await house.database.execute("UPDATE users.accounts SET disabled_at = now()")
            #expect(await code { _ = try await house.login() } == .invalidCredentials)
            #expect(await code { _ = try await house.refresh(open.cookie) } == .unauthenticated)
        }
    }

    @Test func `an unknown address costs as many queries as a wrong password`() async throws {
        try await withHouse { house in
            func statements(_ email: String) async throws -> Int {
                try await TestDatabase.asRequest { context in
                    let attempt = SignInAttempt(
                        email: try #require(EmailAddress(email)), password: "wrong horse", userAgent: nil, address: "")
                    await #expect(throws: AuthError.invalidCredentials) { try await house.service.signIn(attempt) }
                    return context.databaseStatistics.statements
                }
            }
            let known = try await statements("ada@example.com")
            #expect(known == 2)
            #expect(try await statements("bob@example.com") == known)
        }
    }

    @Test func `nothing that is stored is a token or a password`() async throws {
        try await withHouse { house in
            let tokens = try await house.login()
            let token = try #require(Base64URL.decode(tokens.cookie))
            let stored = try await house.database.read(
                "SELECT token_hash FROM auth.refresh_tokens", freshness: .latest
            ) { try $0.next([UInt8].self) }
            #expect(stored == [try #require(RefreshToken(cookie: tokens.cookie)).hash.bytes])
            #expect(stored != [token])
            #expect(
                try await house.count(
                    "SELECT count(*) FROM auth.credentials WHERE password_hash LIKE '$argon2id$v=19$m=8,t=1,p=1$%'")
                    == 1)
        }
    }

    @Test func `refreshing rotates the cookie within one session`() async throws {
        try await withHouse { house in
            let first = try await house.login()
            let second = try await house.refresh(first.cookie)
            let third = try await house.refresh(second.cookie)
            #expect(Set([first.cookie, second.cookie, third.cookie]).count == 3)
            #expect(try await house.count("SELECT count(*) FROM auth.sessions") == 1)
            let verifier = house.auth.verifier
            #expect(
                try await verifier.principal(of: third.body.accessToken)
                    == verifier.principal(of: first.body.accessToken))
        }
    }

    @Test func `Max-Age counts from sign-in, and a session past it is over`() async throws {
        try await withHouse { house in
            let first = try await house.login()
            try await house.database.execute("UPDATE auth.sessions SET expires_at = now() + interval '1 hour'")
            let second = try await house.refresh(first.cookie)
            #expect((3590...3600).contains(second.maxAge))
            try await house.database.execute(
                """
                UPDATE auth.sessions SET created_at = now() - interval '8 days', expires_at = now() - interval '1 day'
                """)
            #expect(await code { _ = try await house.refresh(second.cookie) } == .unauthenticated)
        }
    }

    @Test func `within the grace a used token gives the same successor, even when that was used itself`() async throws {
        try await withHouse { house in
            let first = try await house.login()
            let second = try await house.refresh(first.cookie)
            _ = try await house.refresh(second.cookie)
            try await house.age(by: 8)
            #expect(try await house.refresh(first.cookie).cookie == second.cookie)
        }
    }

    @Test func `after the grace a second use ends the whole family`() async throws {
        try await withHouse { house in
            let first = try await house.login()
            let other = try await house.login()
            let second = try await house.refresh(first.cookie)
            try await house.age(by: 11)
            #expect(await code { _ = try await house.refresh(first.cookie) } == .refreshTokenReused)
            #expect(await code { _ = try await house.refresh(second.cookie) } == .unauthenticated)
            #expect(await code { _ = try await house.refresh(first.cookie) } == .unauthenticated)
            // Another device of the same person stays signed in.
            _ = try await house.refresh(other.cookie)
        }
    }

    @Test func `fifty refreshes of one token at once give one successor and leave one live family`() async throws {
        try await withHouse { house in
            let first = try await house.login()
            let cookies = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 { group.addTask { try await house.refresh(first.cookie).cookie } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(cookies.count == 1)
            #expect(try await house.count("SELECT count(*) FROM auth.refresh_tokens") == 2)
            #expect(try await house.count("SELECT count(*) FROM auth.sessions WHERE ended_at IS NULL") == 1)
            _ = try await house.refresh(try #require(cookies.first))
        }
    }

    @Test func `signing out ends the family and clears the cookie`() async throws {
        try await withHouse { house in
            let first = try await house.login()
            let second = try await house.refresh(first.cookie)
            let response = try await house.logout(second.cookie)
            #expect(response.status == .noContent)
            #expect(response.headers.contains { $0.name == "Set-Cookie" && $0.value.contains("Max-Age=0") })
            for cookie in [first.cookie, second.cookie] {
                #expect(await code { _ = try await house.refresh(cookie) } == .unauthenticated)
            }
            #expect(try await house.logout(second.cookie).status == .noContent)
        }
    }

    @Test func `a token that was never given is not being signed in`() async throws {
        try await withHouse { house in
            #expect(await code { _ = try await house.refresh(RefreshToken.random().cookie) } == .unauthenticated)
        }
    }

    @Test func `signing in hashes the password again when the cost has risen`() async throws {
        try await withHouse(cost: Argon2Parameters(memoryKiB: 16, time: 1, parallelism: 1)) { house in
            let cheaper = try Argon2id.hash("correct horse", cheap)
            try await house.database.execute("UPDATE auth.credentials SET password_hash = \(cheaper)")
            _ = try await house.login()
            #expect(
                try await house.count("SELECT count(*) FROM auth.credentials WHERE password_hash LIKE '%m=16,%'") == 1)
            _ = try await house.login()
        }
    }

    @Test func `a long user agent is cut to what the table keeps`() async throws {
        try await withHouse { house in
            let login = try #require(house.auth.routes.first { $0.path == "/api/v1/auth/login" })
            _ = try await ask(
                login, body: #"{"email": "ada@example.com", "password": "correct horse"}"#,
                headers: [("User-Agent", String(repeating: "é", count: 2000))])
            #expect(try await house.count("SELECT length(user_agent)::bigint FROM auth.sessions") == 500)
        }
    }
}
