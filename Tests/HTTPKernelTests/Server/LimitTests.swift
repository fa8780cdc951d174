import HTTPKernel
import HTTPKernelLive
import HTTPKernelTesting
import Testing

@Suite struct LimitTests {
    /// Small limits, so that no test has to send or wait much.
    private var limits: HTTPLimits {
        var limits = HTTPLimits()
        limits.requestLine = 64
        limits.headerBytes = 256
        limits.headerCount = 5
        limits.bodyBytes = 20
        return limits
    }

    private func code(_ result: TestResult) throws -> String? { try result.json()["error"]["code"].string }

    @Test func `a request line that is too long gets 414, before its end has come`() async throws {
        try await withServer([wordRoute()], limits: limits) { server async throws in
            let result = try await server.refusal(of: "GET /" + String(repeating: "a", count: 100))
            #expect(result.status == 414)
            #expect(try code(result) == "URI_TOO_LONG")
        }
    }

    @Test func `headers that are too long or too many get 431`() async throws {
        try await withServer([wordRoute()], limits: limits) { server async throws in
            let long = "GET /word HTTP/1.1\r\nHost: a\r\nA: " + String(repeating: "a", count: 300)
            #expect(try await server.refusal(of: long).status == 431)
            let many = "GET /word HTTP/1.1\r\nHost: a\r\n" + String(repeating: "A: b\r\n", count: 5)
            let result = try await server.refusal(of: many)
            #expect(result.status == 431)
            #expect(try code(result) == "HEADERS_TOO_LARGE")
            let allowed = "GET /word HTTP/1.1\r\nHost: a\r\nConnection: close\r\nA: b\r\nA: b\r\nA: b\r\n\r\n"
            #expect(try await server.refusal(of: allowed).status == 200)
        }
    }

    @Test(arguments: [
        "Content-Length: 21\r\n\r\n",
        "Content-Length: 99999999999999999999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n10\r\n0123456789abcdef\r\n5\r\n",
    ])
    func `a body that is too long gets 413, by its length or while it comes`(rest: String) async throws {
        try await withServer([echoRoute], limits: limits) { server async throws in
            let head = "POST /echo HTTP/1.1\r\nHost: a\r\nX-Correlation-ID: big-1\r\n"
            let result = try await server.refusal(of: head + rest)
            #expect(result.status == 413)
            #expect(try code(result) == "PAYLOAD_TOO_LARGE")
            #expect(result.header("X-Correlation-ID") == "big-1")
        }
    }

    @Test func `an answer to a body that is too long arrives although the client goes on sending`() async throws {
        try await withServer([echoRoute], limits: limits) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n")
            try await reader.connection.send([UInt8](repeating: 0x20, count: 300_000))
            #expect(try await reader.next().status == 413)
        }
    }

    @Test func `a head that does not come in time gets 408`() async throws {
        var limits = HTTPLimits()
        limits.headTimeout = .milliseconds(50)
        try await withServer([wordRoute()], limits: limits) { server async throws in
            let result = try await server.refusal(of: "GET /word HTTP/1.1\r\nX-Correlation-ID: slow\r\nHo")
            #expect(result.status == 408)
            #expect(try code(result) == "REQUEST_TIMEOUT")
        }
    }

    @Test func `a head that comes byte by byte has no more time`() async throws {
        var limits = HTTPLimits()
        limits.headTimeout = .milliseconds(100)
        try await withServer([wordRoute()], limits: limits) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send("GET /word HTTP/1.1\r\nA: ")
            let sending = Task {
                while !Task.isCancelled {
                    try await reader.connection.send("a")
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
            #expect(try await reader.next().status == 408)
            sending.cancel()
        }
    }

    @Test func `a body that does not come in time gets 408`() async throws {
        var limits = HTTPLimits()
        limits.bodyTimeout = .milliseconds(50)
        try await withServer([echoRoute], limits: limits) { server async throws in
            let result = try await server.refusal(
                of: "POST /echo HTTP/1.1\r\nHost: a\r\nX-Correlation-ID: b\r\nContent-Length: 9\r\n\r\n{")
            #expect(result.status == 408)
            #expect(result.header("X-Correlation-ID") == "b")
        }
    }

    @Test func `an idle connection is closed without a word`() async throws {
        var limits = HTTPLimits()
        limits.idleTimeout = .seconds(1)
        try await withServer([wordRoute()], limits: limits) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send(get("/word"))
            #expect(try await reader.next().status == 200)
            #expect(try await reader.connection.receiveAll() == "")
        }
    }

    @Test func `a handler that takes too long gets 504 for its client, and is cancelled`() async throws {
        var limits = HTTPLimits()
        // Long enough for the second request on a busy machine, which must not run into it.
        limits.requestTimeout = .milliseconds(800)
        let cancelled = Gate()
        let route = wordRoute(work: {
            do {
                try await Task.sleep(for: .seconds(60))
            } catch {
                cancelled.open()
                throw error
            }
        })
        try await withServer([route, wordRoute(.get, "/other")], limits: limits) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send(get("/word"))
            let result = try await reader.next()
            #expect(result.status == 504)
            #expect(try code(result) == "TIMEOUT")
            await cancelled.pass()
            // The connection serves on.
            try await reader.connection.send(get("/other"))
            #expect(try await reader.next().status == 200)
        }
    }

    @Test func `a handler that ignores its cancellation cannot hold the answer back`() async throws {
        var limits = HTTPLimits()
        limits.requestTimeout = .milliseconds(50)
        let gate = Gate()
        try await withServer([wordRoute(work: { await gate.pass() })], limits: limits) { server async throws in
            let result = try await server.client.send("GET", "/word")
            #expect(result.status == 504)
            gate.open()
        }
    }

    @Test func `a connection too many is told so and closed`() async throws {
        var limits = HTTPLimits()
        limits.connections = 1
        try await withServer([wordRoute()], limits: limits) { server async throws in
            let first = try server.connect()
            try await first.connection.send(get("/word"))
            #expect(try await first.next().status == 200)
            let second = try server.connect()
            let result = try await second.next()
            #expect(result.status == 503)
            #expect(result.header("Retry-After") == "1")
            #expect(try code(result) == "OVERLOADED")
            try await first.connection.send(get("/word"))
            #expect(try await first.next().status == 200)
        }
    }
}
