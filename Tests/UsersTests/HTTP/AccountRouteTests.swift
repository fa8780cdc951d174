import AuthTesting
import HTTPKernel
import Persistence
import SharedKernel
import Testing
import Users

@testable import UsersLive

@Suite struct AccountRouteTests {
    private struct User: Decodable {
        let id, email, name, role: String
    }

    private static let byID = "/api/v1/users/{id}"

    private func ids(_ accounts: Accounts, _ query: String? = nil) async throws -> (ids: [String], link: String?) {
        let response = try await accounts.send(.get, "/api/v1/users", query: query, as: Accounts.admin)
        return (try response.decoded([User].self).map(\.id), response.header("Link"))
    }

    @Test func `a deleted account is gone, its address is free, and its sessions and password with it`() async throws {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            #expect(try await accounts.send(.delete, "/api/v1/users/me", as: ada).status == .noContent)
            #expect(accounts.sessions.usersSignedOut == [ada.userID])
            #expect(accounts.passwords.usersWithPassword.isEmpty)
            #expect(await accounts.refusal(.get, "/api/v1/users/me", as: ada) == .notFound)
            #expect(await accounts.refusal(.delete, "/api/v1/users/me", as: ada) == .notFound)
            #expect(await accounts.refusal(.patch, "/api/v1/users/me", body: "{}", as: ada) == .notFound)
            #expect(try await ids(accounts).ids.isEmpty)
            let next = try await accounts.make("ada")
            #expect(next.userID != ada.userID)
        }
    }

    @Test func `what is another's is not there, but for admins`() async throws {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            for role in [Role.customer, .staff] {
                let bob = try await accounts.make("bob-\(role)", role: role)
                #expect(await accounts.refusal(.get, Self.byID, of: ada.userID, as: bob) == .notFound)
                #expect(
                    await accounts.refusal(.patch, Self.byID, of: ada.userID, body: #"{"name": "X"}"#, as: bob)
                        == .notFound)
                #expect(await accounts.refusal(.delete, Self.byID, of: ada.userID, as: bob) == .notFound)
                #expect(await accounts.refusal(.get, "/api/v1/users", as: bob) == .forbidden)
            }
            #expect(accounts.sessions.usersSignedOut.isEmpty)
            #expect(try await accounts.send(.get, Self.byID, of: ada.userID, as: Accounts.admin).status == .ok)
            #expect(
                try await accounts.send(.delete, Self.byID, of: ada.userID, as: Accounts.admin).status == .noContent)
            #expect(accounts.sessions.usersSignedOut == [ada.userID])
            #expect(await accounts.refusal(.get, Self.byID, of: ada.userID, as: Accounts.admin) == .notFound)
        }
    }

    @Test func `one changes one's own name by id, and nothing that is an admin's to change`() async throws {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            let renamed = try await accounts.send(
                .patch, Self.byID, of: ada.userID, body: #"{"name": "Countess"}"#, as: ada)
            #expect(try renamed.decoded(User.self).name == "Countess")
            for body in [#"{"role": "admin"}"#, #"{"disabled": false}"#, #"{"name": "X", "role": "customer"}"#] {
                #expect(await accounts.refusal(.patch, Self.byID, of: ada.userID, body: body, as: ada) == .forbidden)
            }
            for body in [#"{"role": "staff"}"#, #"{"disabled": true}"#] {
                #expect(await accounts.refusal(.patch, "/api/v1/users/me", body: body, as: ada) == .validationError)
            }
            let still = try await accounts.module.directory.account(id: ada.userID)
            #expect(still?.role == .customer && still?.name == "Countess" && still?.isDisabled == false)
            #expect(accounts.sessions.usersSignedOut.isEmpty, "a name ends no session")
        }
    }

    @Test func `an admin changes roles and disables, and each ends the sessions once`() async throws {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            func patch(_ body: String) async throws -> User {
                try await accounts.send(.patch, Self.byID, of: ada.userID, body: body, as: Accounts.admin).decoded()
            }
            #expect(try await patch(#"{"role": "staff"}"#).role == "staff")
            #expect(accounts.sessions.usersSignedOut.count == 1)
            _ = try await patch(#"{"disabled": true}"#)
            #expect(accounts.sessions.usersSignedOut.count == 2)
            #expect(try await accounts.module.directory.account(id: ada.userID)?.isDisabled == true)
            _ = try await patch(#"{"disabled": true, "role": "staff"}"#)
            _ = try await patch(#"{"disabled": false, "name": "Ada"}"#)
            #expect(accounts.sessions.usersSignedOut.count == 2)
            let after = try await accounts.module.directory.account(id: ada.userID)
            #expect(after?.isDisabled == false && after?.role == .staff && after?.name == "Ada")
            #expect(
                await accounts.refusal(.patch, Self.byID, of: UserID(), body: "{}", as: Accounts.admin) == .notFound)
        }
    }

    @Test func `accounts are listed newest first, filtered, in pages that follow each other`() async throws {
        try await Accounts.with { accounts in
            var made: [String] = []
            for name in ["a", "b", "c", "d", "e"] {
                made.insert(
                    try await accounts.make(name, role: name == "c" ? .staff : .customer).userID.description, at: 0)
            }
            #expect(try await ids(accounts).ids == made)
            #expect(try await ids(accounts, "email=B%40example.com").ids == [made[3]])
            #expect(try await ids(accounts, "role=staff").ids == [made[2]])
            let third = try #require(UniqueID(made[2]).map(UserID.init))
            let time = try #require(try await accounts.module.directory.account(id: third)).createdAt
            // The text has milliseconds only: what was made within this one may still count as after it.
            let after = try await ids(accounts, "createdAfter=\(time)").ids
            #expect(after.starts(with: made[..<2]) && !after.contains(made[4]))

            var seen: [String] = []
            var query = "limit=2&role=customer"
            while true {
                let page = try await ids(accounts, query)
                seen += page.ids
                guard let link = page.link else { break }
                // One who registers meanwhile is seen by nobody who is past the first page.
                _ = try await accounts.make("late-\(seen.count)")
                let cursor = try #require(link.split(separator: "cursor=").last?.prefix { $0 != ">" })
                query = "limit=2&role=customer&cursor=\(cursor)"
                #expect(
                    await accounts.refusal(.get, "/api/v1/users", query: "cursor=\(cursor)", as: Accounts.admin)
                        == .invalidCursor)
            }
            #expect(seen == [made[0], made[1], made[3], made[4]])
        }
    }
}
