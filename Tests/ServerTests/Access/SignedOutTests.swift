import HTTPKernelTesting
import Persistence
import PersistenceTesting
import ServerTesting
import SharedKernel
import Testing

/// Who is signed out on one instance is signed out on the other.
@Suite struct SignedOutTests {
    @Test func `signing out on one instance ends the access token on both within a second`() async throws {
        try await TestDatabase.with { db in
            try await StoaProcess.with(db) { one in
                try await StoaProcess.with(db) { other in
                    let ada = try await Shopper.register(at: one)
                    // The other instance does not know what this one wrote for her, and may ask a replica.
                    try await db.waitForReplica()
                    func me(at server: StoaProcess) async throws -> TestResult {
                        try await server.api.send(
                            "GET", "/api/v1/users/me", headers: [("Authorization", "Bearer \(ada.accessToken)")])
                    }
                    // Twice, so that the token is remembered as a good one.
                    for _ in 0..<2 { #expect(try await me(at: other).status == 200) }
                    let answer = try await one.api.send(
                        "POST", "/api/v1/auth/logout", headers: [("Cookie", ada.refreshCookie)])
                    #expect(answer.status == 204)
                    let ended = ContinuousClock.now
                    #expect(try await me(at: one).json()["error"]["code"].string == "TOKEN_INVALID")
                    var last = try await me(at: other)
                    while last.status == 200, ended.duration(to: .now) < .seconds(5) { last = try await me(at: other) }
                    let late = ended.duration(to: .now)
                    #expect(last.status == 401 && late < .seconds(1), "\(last.text) after \(late)")
                    // What anyone may read, someone with an ended token may, too.
                    let open = try await other.api.send(
                        "GET", "/api/v1/products", headers: [("Authorization", "Bearer \(ada.accessToken)")])
                    #expect(open.status == 200)
                }
            }
        }
    }

    @Test func `a password is changed once for one key, and the answer is given again`() async throws {
        try await TestDatabase.with { db in
            try await StoaProcess.with(db) { server in
                let ada = try await Shopper.register(at: server)
                func change() async throws -> TestResult {
                    try await ada.send(
                        "POST", "/api/v1/auth/password", headers: [("Idempotency-Key", "once")],
                        body: "{\"currentPassword\":\"\(Shopper.password)\",\"newPassword\":\"battery staple\"}")
                }
                #expect(try await change().status == 204)
                let again = try await change()
                #expect(again.status == 204 && again.header("idempotency-replayed") == "true", "\(again.text)")
                let list = try await ada.send("GET", "/api/v1/auth/sessions")
                #expect(try list.json()[0]["current"].bool == true, "\(list.text)")
            }
        }
    }
}
