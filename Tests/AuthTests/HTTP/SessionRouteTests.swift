import FoundationEssentials
import HTTPKernel
import SharedKernel
import Testing

@testable import AuthLive

@Suite struct SessionRouteTests {
    private struct Item: Decodable, Equatable {
        let id: String
        let userAgent: String?
        let address: String?
        let current: Bool
    }

    private func list(
        _ instance: Instance, as principal: Principal, query: String? = nil
    ) async throws -> (items: [Item], link: String?) {
        let response = try await instance.send(.get, "/api/v1/auth/sessions", query: query, as: principal)
        return (try JSONDecoder().decode([Item].self, from: Data(response.body)), response.header("Link"))
    }

    @Test func `one's devices are listed, the latest first, and those that ended are not`() async throws {
        try await Instance.two { one, _ in
            let phone = try await one.signIn(agent: "phone")
            let gone = try await one.signIn(agent: "gone")
            let laptop = try await one.signIn(agent: "laptop")
            _ = try await one.send(.post, "/api/v1/auth/logout", headers: [("Cookie", gone.cookie)])
            let items = try await read(one, as: phone.principal).items
            #expect(items.map(\.userAgent) == ["laptop", "phone"])
            #expect(items.map(\.current) == [false, true])
            #expect(items.map(\.address) == ["192.0.2.1", "192.0.2.1"])
            #expect(items.map(\.id) == [laptop, phone].map { $0.principal.sessionID?.description ?? "" })
        }
    }

    /// Reads on the primary's word: in the tests nothing else carries positions from one request to the next.
    private func read(
        _ instance: Instance, as principal: Principal, query: String? = nil
    ) async throws -> (items: [Item], link: String?) {
        try await PersistencePosition.latest(of: instance.database) {
            try await list(instance, as: principal, query: query)
        }
    }

    @Test func `pages follow each other, and a cursor serves its own account only`() async throws {
        try await Instance.two { one, _ in
            var devices: [Device] = []
            for number in 0..<5 { devices.append(try await one.signIn(agent: "\(number)")) }
            let first = try await read(one, as: devices[0].principal, query: "limit=2")
            #expect(first.items.map(\.userAgent) == ["4", "3"])
            let link = try #require(first.link)
            let cursor = try #require(link.split(separator: "cursor=").last?.prefix { $0 != ">" })
            let second = try await read(one, as: devices[0].principal, query: "limit=3&cursor=\(cursor)")
            #expect(second.items.map(\.userAgent) == ["2", "1", "0"])
            #expect(second.link == nil)
            let stranger = Principal(userID: UserID(), role: .customer, sessionID: nil)
            let error = await httpError { _ = try await list(one, as: stranger, query: "cursor=\(cursor)") }
            #expect(error?.code == .invalidCursor)
        }
    }

    @Test func `another's session is not there`() async throws {
        try await Instance.two { one, _ in
            let device = try await one.signIn()
            let stranger = Principal(userID: UserID(), role: .admin, sessionID: SessionID())
            let id = try #require(device.principal.sessionID).description
            let error = await httpError {
                _ = try await one.send(.delete, "/api/v1/auth/sessions/{id}", id: id, as: stranger)
            }
            #expect(error?.code == .notFound)
            #expect(try await one.accepts(device))
        }
    }

    @Test func `ending one's own session clears the cookie too`() async throws {
        try await Instance.two { one, _ in
            let device = try await one.signIn()
            let id = try #require(device.principal.sessionID).description
            let answer = try await one.send(.delete, "/api/v1/auth/sessions/{id}", id: id, as: device.principal)
            #expect(answer.header("Set-Cookie")?.contains("Max-Age=0") == true)
        }
    }
}
