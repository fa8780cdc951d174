import HTTPKernel
import HTTPKernelLive
import HTTPKernelTesting
import Persistence
import SharedKernel
import Testing

/// Knows the tokens `customer`, `staff` and `broken`.
private struct TestAuthenticator: Authenticating {
    let user = UserID()
    func principal(bearer token: String) async throws -> Principal {
        switch token {
        case "customer", "staff":
            return Principal(userID: user, role: Role(rawValue: token) ?? .customer, sessionID: nil)
        case "expired": throw HTTPError(.tokenExpired, "Expired")
        case "unknown": throw HTTPError(.databaseUnavailable, "Cannot be told now")
        case "broken": throw Surprise()
        default: throw HTTPError(.tokenInvalid, "No token of ours")
        }
    }
}

/// Tokens that are the position itself.
private struct PlainTokens: ConsistencyTokens {
    func token(for position: UInt64) -> String? { "p\(position)" }
    func position(of token: String) -> UInt64? { token.first == "p" ? UInt64(token.dropFirst()) : nil }
}

@Suite struct MiddlewareTests {
    private let routes = [
        Route.open(.get, "/open", "Open") { (call: Call<Nothing, Nothing>) in
            Reply(Word(word: call.principal?.role.rawValue ?? "nobody"))
        },
        Route.protected(.get, "/mine", "Mine") { (_: Call<Nothing, Nothing>, principal) in
            Reply(Word(word: principal.role.rawValue))
        },
        Route.protected(.get, "/staff", "Staff", for: .staff) { (_: Call<Nothing, Nothing>, _) in
            Reply(Word(word: "staff"))
        },
    ]

    @Test func `a token opens what its role may, and on open routes a bad one counts as none`() async throws {
        try await withServer(routes, middleware: [BearerAuthentication(authenticator: TestAuthenticator())]) {
            server async throws in
            let cases: [(String, String, Int, String?)] = [
                ("/open", "Bearer customer", 200, nil), ("/open", "Bearer nonsense", 200, nil),
                ("/open", "Bearer unknown", 200, nil), ("/mine", "Bearer unknown", 503, nil),
                ("/open", "Basic abc", 200, nil), ("/open", "Bearer broken", 500, nil),
                ("/mine", "bearer customer", 200, nil), ("/mine", "Basic abc", 401, "Bearer"),
                ("/mine", "Bearer nonsense", 401, "Bearer error=\"invalid_token\""),
                ("/mine", "Bearer expired", 401, "Bearer error=\"invalid_token\""),
                ("/staff", "Bearer customer", 403, nil), ("/staff", "Bearer staff", 200, nil),
            ]
            for (path, token, status, challenge) in cases {
                let result = try await server.client.send("GET", path, headers: [("Authorization", token)])
                #expect(result.status == status, "\(path) \(token)")
                #expect(result.header("WWW-Authenticate") == challenge, "\(path) \(token)")
            }
            let result = try await server.client.send("GET", "/open", headers: [("Authorization", "Bearer nonsense")])
            #expect(result.text == #"{"word":"nobody"}"#)
        }
    }

    @Test func `a write gives a token, and a request that brings it reads no older state`() async throws {
        let required = Recorder<UInt64>()
        let write = wordRoute(.post, "/write") { RequestContext.current?.wrote(position: 7) }
        let read = wordRoute(.get, "/read") { required.add(RequestContext.current?.requiredPosition ?? 0) }
        let tokens = ConsistencyMiddleware(tokens: PlainTokens())
        try await withServer([write, read], middleware: [tokens]) { server async throws in
            let written = try await server.client.send("POST", "/write")
            #expect(written.header("Consistency-Token") == "p7")
            #expect(
                written.header("Set-Cookie")
                    == "consistency_token=p7; HttpOnly; SameSite=Lax; Path=/api; Max-Age=30")
            for header in [
                ("Consistency-Token", "p9"), ("Cookie", "a=b; consistency_token=p8"), ("Consistency-Token", "x"),
            ] {
                let result = try await server.client.send("GET", "/read", headers: [header])
                #expect(result.header("Consistency-Token") == nil)
            }
            #expect(required.all == [9, 8, 0])
        }
    }

    @Test func `a signed-in client that brings no token still reads its own writes`() async throws {
        let required = Recorder<UInt64>()
        let write = wordRoute(.post, "/write") { RequestContext.current?.wrote(position: 7) }
        let read = wordRoute(.get, "/read") { required.add(RequestContext.current?.requiredPosition ?? 0) }
        let chain: [any Middleware] = [
            BearerAuthentication(authenticator: TestAuthenticator()), ConsistencyMiddleware(tokens: PlainTokens()),
        ]
        try await withServer([write, read], middleware: chain) { server async throws in
            let token = [("Authorization", "Bearer customer")]
            _ = try await server.client.send("POST", "/write", headers: token)
            _ = try await server.client.send("GET", "/read", headers: token)
            _ = try await server.client.send("GET", "/read")
            #expect(required.all == [7, 0])
        }
    }
}
