import HTTPKernel
import Persistence
import SharedKernel
import Testing
import Users

@testable import UsersLive

@Suite struct AddressRouteTests {
    private struct Item: Decodable, Equatable {
        let id, name, line1: String
        let line2: String?
        let city, postalCode, country: String
        let isDefault: Bool
    }

    private static let collection = "/api/v1/users/{id}/addresses"
    private static let member = "/api/v1/users/{id}/addresses/{addressId}"

    private static func body(_ name: String, isDefault: Bool? = nil) -> String {
        let flag = isDefault.map { #", "isDefault": \#($0)"# } ?? ""
        return """
            {"name": "\(name)", "line1": "12 St James's Square", "line2": "Flat 3", "city": "London",
             "postalCode": "SW1Y 4JH", "country": "GB"\(flag)}
            """
    }

    private func add(
        _ accounts: Accounts, _ name: String, to user: Principal, isDefault: Bool? = nil
    ) async throws -> Item {
        let response = try await accounts.send(
            .post, Self.collection, of: user.userID, body: Self.body(name, isDefault: isDefault), as: user)
        #expect(response.status == .created)
        let item = try response.decoded(Item.self)
        #expect(response.header("Location") == "/api/v1/users/\(user.userID)/addresses/\(item.id)")
        return item
    }

    private func list(_ accounts: Accounts, _ user: Principal, _ query: String? = nil) async throws -> [Item] {
        try await accounts.send(.get, Self.collection, of: user.userID, query: query, as: user).decoded()
    }

    @Test func `an address is added, read, changed and removed`() async throws {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            let added = try await add(accounts, "Ada", to: ada)
            #expect(added.line2 == "Flat 3" && added.country == "GB" && !added.isDefault)
            #expect(try await list(accounts, ada) == [added])
            let changed: Item = try await accounts.send(
                .patch, Self.member, of: ada.userID, address: added.id,
                body: #"{"line2": "", "city": "Paris", "country": "FR"}"#, as: ada
            ).decoded()
            #expect(changed.line2 == nil && changed.city == "Paris" && changed.country == "FR")
            #expect(changed.name == "Ada" && changed.line1 == added.line1 && changed.postalCode == added.postalCode)
            let read: Item = try await accounts.send(.get, Self.member, of: ada.userID, address: added.id, as: ada)
                .decoded()
            #expect(read == changed)
            let removed = try await accounts.send(.delete, Self.member, of: ada.userID, address: added.id, as: ada)
            #expect(removed.status == .noContent)
            for method in [HTTPKernel.Method.get, .delete] {
                #expect(
                    await accounts.refusal(method, Self.member, of: ada.userID, address: added.id, as: ada)
                        == .notFound)
            }
            #expect(try await list(accounts, ada).isEmpty)
        }
    }

    @Test func `at most one address is the default, however many say so at once`() async throws {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            let first = try await add(accounts, "first", to: ada, isDefault: true)
            let second = try await add(accounts, "second", to: ada, isDefault: true)
            #expect(try await list(accounts, ada).map(\.isDefault) == [false, true])
            _ = try await accounts.send(
                .patch, Self.member, of: ada.userID, address: first.id, body: #"{"isDefault": true}"#, as: ada)
            #expect(try await list(accounts, ada).map(\.isDefault) == [true, false])
            // One that cannot be changed takes the default from nobody.
            #expect(
                await accounts.refusal(
                    .patch, Self.member, of: ada.userID, address: UniqueID().description,
                    body: #"{"isDefault": true}"#, as: ada) == .notFound)
            #expect(try await list(accounts, ada).map(\.isDefault) == [true, false])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 { group.addTask { _ = try await add(accounts, "twin", to: ada, isDefault: true) } }
                try await group.waitForAll()
            }
            let all = try await list(accounts, ada)
            #expect(all.count == 12 && all.filter(\.isDefault).count == 1)
            #expect(all.first { $0.id == second.id }?.isDefault == false)
        }
    }

    @Test func `another's addresses are not there, but for admins; and those of a deleted account for nobody`()
        async throws
    {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            let staff = try await accounts.make("sam", role: .staff)
            let home = try await add(accounts, "home", to: ada)
            func codes(of owner: UserID, as principal: Principal) async -> [ErrorCode?] {
                [
                    await accounts.refusal(.get, Self.collection, of: owner, as: principal),
                    await accounts.refusal(.post, Self.collection, of: owner, body: Self.body("x"), as: principal),
                    await accounts.refusal(.get, Self.member, of: owner, address: home.id, as: principal),
                    await accounts.refusal(
                        .patch, Self.member, of: owner, address: home.id, body: "{}", as: principal),
                    await accounts.refusal(.delete, Self.member, of: owner, address: home.id, as: principal),
                ]
            }
            #expect(await codes(of: ada.userID, as: staff) == Array(repeating: .notFound, count: 5))
            // Nor does one's own account give a way to it.
            #expect(await codes(of: staff.userID, as: staff).suffix(3) == Array(repeating: .notFound, count: 3)[...])
            #expect(
                try await accounts.send(.get, Self.member, of: ada.userID, address: home.id, as: Accounts.admin).status
                    == .ok)
            _ = try await accounts.send(
                .delete, Self.collection.replacing("/addresses", with: ""), of: ada.userID, as: ada)
            #expect(
                await codes(of: ada.userID, as: Accounts.admin).suffix(4) == Array(repeating: .notFound, count: 4)[...])
            #expect(try await list(accounts, ada).isEmpty)
        }
    }

    @Test func `all that is wrong with an address is said at once`() async throws {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            let error = await httpError {
                _ = try await accounts.send(
                    .post, Self.collection, of: ada.userID,
                    body:
                        #"{"name": "", "line1": "a\u0000", "city": "x", "postalCode": "x", "country": "uk", "id": "1"}"#,
                    as: ada)
            }
            let fields = (error?.details ?? []).map { detail -> String in
                guard case .text(let field) = detail.members[0].value else { return "" }
                return field
            }
            #expect(Set(fields) == ["id", "name", "line1", "country"])
        }
    }

    @Test func `addresses come in pages that follow each other`() async throws {
        try await Accounts.with { accounts in
            let ada = try await accounts.make("ada")
            for name in ["1", "2", "3"] { _ = try await add(accounts, name, to: ada) }
            let first = try await accounts.send(.get, Self.collection, of: ada.userID, query: "limit=2", as: ada)
            #expect(try first.decoded([Item].self).map(\.name) == ["1", "2"])
            let link = try #require(first.header("Link"))
            let cursor = try #require(link.split(separator: "cursor=").last?.prefix { $0 != ">" })
            #expect(try await list(accounts, ada, "cursor=\(cursor)").map(\.name) == ["3"])
        }
    }
}
