import HTTPKernel
import HTTPKernelTesting
import Logging
import Testing

private struct Taken: HTTPErrorConvertible {
    var httpError: HTTPError { HTTPError(.uniqueViolation, "Taken", field: "email") }
}
private struct Mapped: Error {}

@Suite struct ErrorTests {
    private let routes = [
        wordRoute(.get, "/domain") { throw Taken() },
        wordRoute(.get, "/mapped") { throw Mapped() },
        wordRoute(.get, "/surprise") { throw Surprise() },
        echoRoute,
        Route.protected(.post, "/mine", "Mine") { (call: Call<Nothing, Word>, _) in Reply(call.body) },
    ]

    @Test func `every layer's errors come in the envelope, with the correlation id`() async throws {
        let mapping: @Sendable (any Error) -> HTTPError? = {
            $0 is Mapped ? HTTPError(.databaseUnavailable, "Later", headers: [("Retry-After", "1")]) : nil
        }
        try await withServer(routes, errorMapping: mapping) { server async throws in
            let cases: [(String, String, String?, Int, String)] = [
                ("GET", "/nowhere", nil, 404, "NOT_FOUND"),
                ("GET", "/domain", nil, 409, "UNIQUE_VIOLATION"),
                ("GET", "/mapped", nil, 503, "DATABASE_UNAVAILABLE"),
                ("GET", "/surprise", nil, 500, "INTERNAL"),
                ("POST", "/echo", "{", 400, "MALFORMED_JSON"),
                ("POST", "/echo", "{}", 400, "VALIDATION_ERROR"),
                ("POST", "/mine", "{", 401, "UNAUTHENTICATED"),
            ]
            for (method, path, body, status, code) in cases {
                let result = try await server.client.send(
                    method, path, headers: [("X-Correlation-ID", "abc.1_2-3")], body: body)
                #expect(result.status == status, "\(path)")
                let error = try result.json()["error"]
                #expect(error["code"].string == code, "\(path)")
                #expect(error["correlationId"].string == "abc.1_2-3")
                #expect(error["message"].string?.isEmpty == false)
                #expect(result.header("X-Correlation-ID") == "abc.1_2-3")
            }
        }
    }

    @Test func `a protected route tells a caller without a token to bring one`() async throws {
        try await withServer(routes) { server async throws in
            let result = try await server.client.send(
                "POST", "/mine", headers: [("Content-Type", "text/plain")], body: "x")
            #expect(result.status == 401)
            #expect(result.header("WWW-Authenticate") == "Bearer")
        }
    }

    @Test func `an unknown error is logged once with its cause, and tells the client nothing`() async throws {
        let log = Recorder<String>()
        let logger = Logger(label: "test") { _ in RecordingLogHandler(log: log) }
        try await withServer(routes, logger: logger) { server async throws in
            let result = try await server.client.send("GET", "/surprise", headers: [("X-Correlation-ID", "find-me")])
            #expect(!result.text.contains("SELECT"))
            #expect(log.all.count == 1)
            #expect(log.all.first?.contains("find-me") == true)
            #expect(log.all.first?.contains("Surprise") == true)
        }
    }

    @Test func `a client that accepts problem+json gets RFC 9457, the parser's errors included`() async throws {
        try await withServer(routes) { server async throws in
            let accept = [("Accept", "application/problem+json")]
            let result = try await server.client.send("POST", "/echo", headers: accept, body: "{}")
            #expect(result.header("Content-Type") == "application/problem+json")
            let problem = try result.json()
            #expect(problem["status"].int == 400)
            #expect(problem["title"].string == "Bad Request")
            #expect(problem["code"].string == "VALIDATION_ERROR")
            #expect(problem["errors"][0]["field"].string == "word")
            #expect(problem["correlationId"].string == result.header("X-Correlation-ID"))
            let refused = try await server.refusal(
                of: "GET /word HTTP/1.1\r\nAccept: application/problem+json\r\nX-Correlation-ID: p\r\n\r\n")
            #expect(refused.header("Content-Type") == "application/problem+json")
            #expect(try refused.json()["correlationId"].string == "p")
        }
    }

    @Test(arguments: ["", "with space", "ä", String(repeating: "a", count: 129)])
    func `a correlation id that is not allowed is replaced by a UUID`(id: String) async throws {
        try await withServer([wordRoute()]) { server async throws in
            let result = try await server.client.send("GET", "/word", headers: [("X-Correlation-ID", id)])
            let made = try #require(result.header("X-Correlation-ID"))
            #expect(made != id)
            #expect(made.utf8.count == 36)
            #expect(try await server.client.send("GET", "/word").header("X-Correlation-ID") != made)
        }
    }
}

private struct RecordingLogHandler: LogHandler {
    let log: Recorder<String>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    init(log: Recorder<String>) { self.log = log }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { log.add("\(event.message) \(event.metadata ?? [:])") }
}
