import Auth
import AuthTesting
import HTTPKernel
import Persistence
import PersistenceTesting
import SharedKernel
import Testing
import Users
import UsersTesting

@testable import UsersLive

@Suite struct RegistrationTests {
    private func withModule<T>(
        _ body: (UsersModule, StubPasswords, Database) async throws -> T
    ) async throws -> T {
        try await TestDatabase.with { test in
            let passwords = StubPasswords()
            return try await body(
                UsersModule(
                    database: test.database, passwords: passwords, sessions: StubSessions(),
                    tokens: TestDatabase.tokens), passwords, test.database)
        }
    }

    private func register(_ email: String, with module: UsersModule) async throws -> Response {
        try await ask(
            try #require(module.routes.first { $0.method == .post && $0.path == "/api/v1/users" }),
            body: #"{"email": "\#(email)", "password": "correct horse", "name": "Ada"}"#)
    }

    private func me(as user: UserID, with module: UsersModule) async throws -> Response {
        try await ask(
            try #require(module.routes.first { $0.method == .get && $0.path == "/api/v1/users/me" }),
            as: Principal(userID: user, role: .customer, sessionID: nil))
    }

    private func account(_ email: String, in directory: any AccountDirectory) async throws -> Account? {
        try await directory.account(email: try #require(EmailAddress(email)))
    }

    @Test func `registering answers with the account, which its owner can then read`() async throws {
        try await withModule { module, passwords, _ in
            let (response, mine) = try await TestDatabase.asRequest { _ in
                let response = try await register(" Ada@Example.com", with: module)
                let path = try #require(response.header("Location"))
                let id = try #require(UniqueID(path.dropFirst("/api/v1/users/".count)))
                return (response, try await me(as: UserID(id), with: module))
            }
            #expect(response.status == .created)
            #expect(mine.status == .ok)
            #expect(mine.body == response.body)
            let email = try #require(EmailAddress("ada@example.com"))
            let account = try #require(try await module.directory.account(email: email))
            #expect(response.header("Location") == "/api/v1/users/\(account.id)")
            let time = account.createdAt
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == #"{"id":"\#(account.id)","email":"ada@example.com","name":"Ada","role":"customer","#
                    + #""emailVerified":false,"createdAt":"\#(time)","updatedAt":"\#(time)"}"#)
            #expect(passwords.usersWithPassword == [account.id])
        }
    }

    @Test func `an address is registered once, in any spelling`() async throws {
        try await withModule { module, passwords, _ in
            _ = try await register("ada@example.com", with: module)
            let error = await httpError { _ = try await register("ADA@example.com", with: module) }
            #expect(error?.code == .uniqueViolation)
            #expect(error?.field == "email")
            #expect(passwords.usersWithPassword.count == 1)
        }
    }

    @Test func `of twenty twins at once one registers`() async throws {
        try await withModule { module, _, database in
            let codes = await withTaskGroup(of: ErrorCode?.self) { group in
                for _ in 0..<20 {
                    group.addTask { await httpError { _ = try await register("ada@example.com", with: module) }?.code }
                }
                return await group.reduce(into: [ErrorCode?]()) { $0.append($1) }
            }
            #expect(codes.filter { $0 == nil }.count == 1)
            #expect(codes.filter { $0 == .uniqueViolation }.count == 19)
            let count = try await database.readFirst("SELECT count(*) FROM users.accounts", freshness: .latest) { row in
                try row.next(Int.self)
            }
            #expect(count == 1)
        }
    }

    @Test func `a deleted account frees its address and is found no more`() async throws {
        try await withModule { module, _, database in
            _ = try await register("ada@example.com", with: module)
            let email = try #require(EmailAddress("ada@example.com"))
            let old = try #require(try await module.directory.account(email: email))
            try await database.execute("UPDATE users.accounts SET deleted_at = now()")
            let found = try await module.directory.account(id: old.id)
            #expect(found == nil)
            _ = try await register("ada@example.com", with: module)
            #expect(try await module.directory.account(email: email)?.id != old.id)
        }
    }

    @Test func `an operator makes an account with any role`() async throws {
        try await withModule { module, passwords, _ in
            let account = try await module.create(
                email: try #require(EmailAddress("root@example.com")), role: .admin,
                name: try #require(PersonName("Root")), password: try #require(Password("correct horse")))
            #expect(account.role == .admin)
            #expect(try await module.directory.account(id: account.id) == account)
            #expect(passwords.usersWithPassword == [account.id])
        }
    }

    @Test func `the live directory keeps the promises of a directory`() async throws {
        try await withModule { module, _, database in
            for email in ["ada@example.com", "bob@example.com"] { _ = try await register(email, with: module) }
            try await database.execute("UPDATE users.accounts SET disabled_at = now() WHERE email = 'bob@example.com'")
            let directory = module.directory
            let ada = try #require(try await account("ada@example.com", in: directory))
            let bob = try #require(try await account("bob@example.com", in: directory))
            let violations = try await AccountDirectoryConformance.violations(
                of: directory, enabled: ada, disabled: bob)
            #expect(violations == [])
        }
    }

    @Test func `a patch changes the name and the time of the change, and nothing else`() async throws {
        try await withModule { module, _, database in
            _ = try await register("ada@example.com", with: module)
            let before = try #require(try await account("ada@example.com", in: module.directory))
            func patch(_ body: String, _ user: UserID) async throws -> Response {
                try await ask(
                    try #require(module.routes.first { $0.method == .patch && $0.path.hasSuffix("/me") }), body: body,
                    as: Principal(userID: user, role: .customer, sessionID: nil),
                    with: PlainTransactions(database: database))
            }
            #expect(try await patch(#"{"name": "Ada Lovelace"}"#, before.id).status == .ok)
            let after = try #require(try await account("ada@example.com", in: module.directory))
            #expect(after.name == "Ada Lovelace" && after.id == before.id && after.role == before.role)
            #expect(after.updatedAt > before.updatedAt && after.createdAt == before.createdAt)
            #expect(try await patch("{}", before.id).status == .ok)
            let still = try await account("ada@example.com", in: module.directory)
            #expect(still == after)
            for body in ["{}", #"{"name": "Bob"}"#] {
                let error = await httpError { _ = try await patch(body, UserID()) }
                #expect(error?.code == .notFound)
            }
        }
    }
}
