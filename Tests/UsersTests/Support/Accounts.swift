import Auth
import AuthTesting
import FoundationEssentials
import HTTPKernel
import Persistence
import PersistenceTesting
import SharedKernel
import Testing
import Users
import UsersLive

/// The module over a database of its own.
struct Accounts {
    let module: UsersModule
    let sessions: StubSessions
    let passwords: StubPasswords
    let database: Database

    static let admin = Principal(userID: UserID(), role: .admin, sessionID: nil)

    static func with<T>(_ body: (Accounts) async throws -> T) async throws -> T {
        try await TestDatabase.with { test in
            let sessions = StubSessions()
            let passwords = StubPasswords()
            let module = UsersModule(
                database: test.database, passwords: passwords, sessions: sessions, tokens: TestDatabase.tokens)
            return try await body(
                Accounts(module: module, sessions: sessions, passwords: passwords, database: test.database))
        }
    }

    /// Makes an account, and returns who it is.
    func make(_ name: String, role: Role = .customer) async throws -> Principal {
        let account = try await module.create(
            email: try #require(EmailAddress("\(name)@example.com")), role: role, name: try #require(PersonName(name)),
            password: try #require(Password("correct horse")))
        return Principal(userID: account.id, role: role, sessionID: SessionID())
    }

    /// Asks a route as a request that must see all that has been committed up to now.
    func send(
        _ method: HTTPKernel.Method, _ path: String, of user: UserID? = nil, address: String? = nil,
        query: String? = nil, body: String = "", as principal: Principal
    ) async throws -> Response {
        let position = try await database.read("SELECT pg_current_wal_insert_lsn()", freshness: .latest) {
            try $0.next(UInt64.self)
        }[0]
        let route = try #require(module.routes.first { $0.method == method && $0.path == path })
        let parameters = [user.map { ("id", $0.description) }, address.map { ("addressId", $0) }].compactMap { $0 }
        return try await TestDatabase.asRequest { context in
            context.require(position: position)
            return try await ask(
                route, query: query, parameters: parameters.map { (name: $0.0, value: $0.1) }, body: body,
                as: principal, with: PlainTransactions(database: database))
        }
    }

    /// The code of the error that the same request is told.
    func refusal(
        _ method: HTTPKernel.Method, _ path: String, of user: UserID? = nil, address: String? = nil,
        query: String? = nil, body: String = "", as principal: Principal
    ) async -> ErrorCode? {
        await httpError {
            _ = try await send(method, path, of: user, address: address, query: query, body: body, as: principal)
        }?.code
    }
}

extension Response {
    func decoded<T: Decodable>(_: T.Type = T.self) throws -> T { try JSONDecoder().decode(T.self, from: Data(body)) }
}
