import Auth
import AuthTesting
import HTTPKernel
import Persistence
import SharedKernel
import Testing
import Users

@testable import UsersLive

@Suite struct UserRouteTests {
    /// A database that nobody can reach: whatever asks it, fails.
    private struct Unreachable: DatabaseDriver {
        private var failure: PersistenceError { .notDispatched(reason: "there is no database in this test") }
        func read(_ sql: SQL, freshness: Database.Freshness) async throws -> RowSet { throw failure }
        func write(_ sql: SQL) async throws -> RowSet { throw failure }
        func begin(_ isolation: IsolationLevel, from site: CallSite) async throws -> any TransactionDriver {
            throw failure
        }
    }

    private func route(
        _ method: HTTPKernel.Method, _ path: String, passwords: any PasswordKeeping = StubPasswords()
    ) throws -> Route {
        let module = UsersModule(
            database: Database(driver: Unreachable()), passwords: passwords, sessions: StubSessions(),
            tokens: OpaqueTokens(secret: Array(repeating: 7, count: 32)))
        return try #require(module.routes.first { $0.method == method && $0.path == path })
    }

    private func problems(_ body: String) async throws -> [String] {
        let register = try route(.post, "/api/v1/users")
        let error = await httpError { _ = try await ask(register, body: body) }
        #expect(error?.code == .validationError)
        return (error?.details ?? []).map { detail in
            detail.members.map { member in
                guard case .text(let text) = member.value else { return "" }
                return text
            }.joined(separator: " ")
        }
    }

    @Test func `a registration is told all that is wrong with it at once`() async throws {
        #expect(
            try await problems(#"{"email": "ada", "password": "short", "name": ""}"#) == [
                "email must be an e-mail address", "password must have 8 to 128 characters, none of them NUL",
                "name must have 1 to 200 characters, none of them NUL",
            ])
    }

    @Test func `missing and unknown fields are named`() async throws {
        #expect(
            Set(try await problems(#"{"email": "ada@example.com", "role": "admin"}"#).map { $0.prefix { $0 != " " } })
                == ["role", "password", "name"])
    }

    @Test func `NUL is refused wherever PostgreSQL could not keep it`() async throws {
        let body = #"{"email": "a\u0000@example.com", "password": "12345678\u0000", "name": "A\u0000"}"#
        #expect(try await problems(body).count == 3)
    }

    @Test func `a busy hashing pool is an overload that may be tried again`() async throws {
        let register = try route(.post, "/api/v1/users", passwords: StubPasswords(failure: .busy))
        await #expect(throws: AuthError.busy) {
            try await ask(
                register, body: #"{"email": "ada@example.com", "password": "correct horse", "name": "Ada"}"#)
        }
    }

    @Test(arguments: [HTTPKernel.Method.get, .patch])
    func `one's own account is for the signed-in only`(method: HTTPKernel.Method) async throws {
        let me = try route(method, "/api/v1/users/me")
        let error = await httpError { _ = try await ask(me, body: method == .patch ? "{}" : "") }
        #expect(error?.code == .unauthenticated)
    }

    @Test func `an address that is taken is a unique violation of its field`() {
        let error = UserError.emailTaken.httpError
        #expect(error.code == .uniqueViolation)
        #expect(error.message == "Email address already registered")
        #expect(error.field == "email")
    }

    @Test func `a password that is written by mistake comes out as dots`() throws {
        var writer = JSONWriter()
        RegisterRequest.wire.write(
            RegisterRequest(
                email: try #require(EmailAddress("ada@example.com")), password: try #require(Password("correct horse")),
                name: try #require(PersonName("Ada"))), &writer)
        #expect(!String(decoding: writer.bytes, as: UTF8.self).contains("horse"))
    }
}
