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

/// One instance of the service: modules of its own over a database that it shares.
struct Instance {
    let database: Database
    let revocations: SessionRevocations
    let users: UsersModule
    let auth: AuthModule

    init(database: Database, passwords: PasswordService) async throws {
        let folder = try SharedKeys.folder()
        self.database = database
        revocations = SessionRevocations(database: database, logger: Logger(label: "test"))
        users = UsersModule(
            database: database, passwords: passwords, sessions: revocations, tokens: TestDatabase.tokens)
        auth = try await AuthModule(
            configuration: AuthConfiguration(), keys: folder, database: database, directory: users.directory,
            passwords: passwords, revocations: revocations, tokens: OpaqueTokens(secret: folder.secret),
            logger: Logger(label: "test"))
    }

    /// Runs `body` with two instances over one database, where Ada has an account.
    static func two<T>(_ body: (Instance, Instance) async throws -> T) async throws -> T {
        try await TestDatabase.with { test in
            try await withPasswords { passwords in
                let one = try await Instance(database: test.database, passwords: passwords)
                let other = try await Instance(database: test.database, passwords: passwords)
                _ = try await one.users.create(
                    email: try #require(EmailAddress("ada@example.com")), role: .customer,
                    name: try #require(PersonName("Ada")), password: try #require(Password("correct horse")))
                return try await body(one, other)
            }
        }
    }

    func signIn(_ password: String = "correct horse", agent: String = "tests/1.0") async throws -> Device {
        let response = try await send(
            .post, "/api/v1/auth/login", body: #"{"email": "ada@example.com", "password": "\#(password)"}"#,
            headers: [("User-Agent", agent)])
        struct Body: Decodable { let accessToken: String }
        let cookie = try #require(response.headers.first { $0.name == "Set-Cookie" }?.value)
        let token = try JSONDecoder().decode(Body.self, from: Data(response.body)).accessToken
        return Device(
            token: token, cookie: String(cookie.prefix { $0 != ";" }),
            principal: try await auth.verifier.principal(of: token))
    }

    func send(
        _ method: HTTPKernel.Method, _ path: String, query: String? = nil, id: String? = nil, body: String = "",
        headers: [(String, String)] = [], as principal: Principal? = nil
    ) async throws -> Response {
        try await ask(
            try #require((auth.routes + users.routes).first { $0.method == method && $0.path == path }), query: query,
            id: id, body: body, headers: headers, as: principal, with: PlainTransactions(database: database))
    }

    /// Whether the token of a device is good here; whatever else goes wrong is thrown.
    func accepts(_ device: Device) async throws -> Bool {
        do {
            _ = try await auth.verifier.principal(of: device.token)
            return true
        } catch AuthError.tokenInvalid {
            return false
        }
    }
}

/// A device that has signed in.
struct Device {
    let token: String
    /// `refresh_token=…`
    let cookie: String
    let principal: Principal
}

enum PersistencePosition {
    /// Runs `body` as a request that must see all that has been committed up to now.
    static func latest<T>(of database: Database, _ body: () async throws -> T) async throws -> T {
        let position = try await database.read("SELECT pg_current_wal_insert_lsn()", freshness: .latest) {
            try $0.next(UInt64.self)
        }[0]
        return try await TestDatabase.asRequest { context in
            context.require(position: position)
            return try await body()
        }
    }
}
