import HTTPKernel
import HTTPKernelTesting
import Testing

@Suite struct RefusalTests {
    @Test(arguments: [
        ("two lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n{"),
        ("a list of lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n{"),
        ("a length that is no number", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n{"),
        ("an empty length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n{"),
        (
            "a length and an encoding",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        (
            "two encodings",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
        ),
        ("an encoding in HTTP/1.0", "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("a bare line feed in the head", "GET /word HTTP/1.1\r\nHost: a\n\r\n"),
        ("a bare line feed at the end of the request line", "GET /word HTTP/1.1\nHost: a\r\n\r\n"),
        ("a bare carriage return", "GET /word HTTP/1.1\r\nHost: a\rB: c\r\n\r\n"),
        ("a folded line", "GET /word HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n"),
        ("a space before the colon", "GET /word HTTP/1.1\r\nHost : a\r\n\r\n"),
        ("a field without a name", "GET /word HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
        ("a line without a colon", "GET /word HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n"),
        ("a NUL in a value", "GET /word HTTP/1.1\r\nHost: a\r\nA: b\u{0}\r\n\r\n"),
        ("a method that is no token", "G(T /word HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("no host", "GET /word HTTP/1.1\r\n\r\n"),
        ("two hosts", "GET /word HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
        ("a host with a space", "GET /word HTTP/1.1\r\nHost: a b\r\n\r\n"),
        ("two spaces in the request line", "GET  /word HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("a target that is no path", "GET word HTTP/1.1\r\nHost: a\r\n\r\n"),
        ("no version", "GET /word\r\nHost: a\r\n\r\n"),
        ("a chunk size that is no number", chunked + "x\r\n"),
        ("a chunk longer than it says", chunked + "1\r\nab\r\n"),
        ("a bare line feed after a chunk size", chunked + "1\na\r\n0\r\n\r\n"),
        ("chunk extensions without end", chunked + "1;" + String(repeating: "a", count: 300)),
    ])
    func `what two parsers could read differently gets 400, and the connection ends`(
        what: String, text: String
    ) async throws {
        try await withServer([wordRoute(), echoRoute]) { server async throws in
            // What follows must not be read as a request.
            let result = try await server.refusal(of: text + get("/word"))
            #expect(result.status == 400, "\(what)")
            #expect(try result.json()["error"]["code"].string == "BAD_REQUEST")
        }
    }

    private static let chunked = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(arguments: [
        (501, "NOT_IMPLEMENTED", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"),
        (501, "NOT_IMPLEMENTED", "BREW /word HTTP/1.1\r\nHost: a\r\n\r\n"),
        (505, "HTTP_VERSION_NOT_SUPPORTED", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        (417, "EXPECTATION_FAILED", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: tea\r\n\r\n"),
    ])
    func `what the server does not do is refused by name`(status: Int, code: String, text: String) async throws {
        try await withServer([wordRoute(), echoRoute]) { server async throws in
            let result = try await server.refusal(of: text)
            #expect(result.status == status)
            #expect(try result.json()["error"]["code"].string == code)
        }
    }

    @Test func `a refusal comes after the answers before it`() async throws {
        let gate = Gate()
        try await withServer([wordRoute(work: { await gate.pass() })]) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send(get("/word") + "nonsense\r\n\r\n")
            await gate.arrivals(1)
            gate.open()
            #expect(try await reader.next().status == 200)
            #expect(try await reader.next().status == 400)
        }
    }
}
