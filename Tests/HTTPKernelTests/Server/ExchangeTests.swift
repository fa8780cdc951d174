import HTTPKernelLive
import HTTPKernel
import HTTPKernelTesting
import SharedKernel
import Testing

@Suite struct ExchangeTests {
    @Test func `an answer carries the security headers, the date and no server`() async throws {
        try await withServer([wordRoute()]) { server async throws in
            let result = try await server.client.send("GET", "/word")
            #expect(result.status == 200)
            #expect(result.text == #"{"word":"hello"}"#)
            #expect(result.header("Content-Type") == "application/json")
            #expect(result.header("Cache-Control") == "no-store")
            #expect(result.header("X-Content-Type-Options") == "nosniff")
            #expect(result.header("Referrer-Policy") == "no-referrer")
            #expect(result.header("Content-Security-Policy")?.contains("frame-ancestors 'none'") == true)
            #expect(result.header("Date")?.hasSuffix(" GMT") == true)
            #expect(result.header("Server") == nil)
            #expect(result.header("Strict-Transport-Security") == nil)
        }
    }

    @Test func `pipelined answers come in the order of the requests, though the second was ready first`() async throws {
        let gate = Gate()
        let slow = wordRoute(.get, "/slow", "slow") { await gate.pass() }
        let fast = wordRoute(.get, "/fast", "fast") { gate.open() }
        try await withServer([slow, fast]) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send(get("/slow") + get("/fast"))
            #expect(try await reader.next().text == #"{"word":"slow"}"#)
            #expect(try await reader.next().text == #"{"word":"fast"}"#)
        }
    }

    @Test func `a pipelined request that changes something waits for the one before it`() async throws {
        let gate = Gate()
        let order = Recorder<String>()
        let slow = wordRoute(.get, "/slow", "slow") {
            await gate.pass()
            order.add("slow")
        }
        let change = wordRoute(.post, "/change", "change") { order.add("change") }
        try await withServer([slow, change, wordRoute()]) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send(get("/slow") + "POST /change HTTP/1.1\r\nHost: a\r\n\r\n")
            await gate.arrivals(1)
            // Another connection's answer shows that the server had the time to start the change.
            _ = try await server.client.send("GET", "/word")
            #expect(order.all.isEmpty)
            gate.open()
            #expect(try await reader.next().status == 200)
            #expect(try await reader.next().status == 200)
            #expect(order.all == ["slow", "change"])
        }
    }

    @Test func `a pipelined read waits for the change before it`() async throws {
        let gate = Gate()
        let order = Recorder<String>()
        let change = wordRoute(.post, "/change", "change") {
            await gate.pass()
            order.add("change")
        }
        try await withServer([change, wordRoute(.get, "/read") { order.add("read") }]) { server in
            let reader = try server.connect()
            try await reader.connection.send("POST /change HTTP/1.1\r\nHost: a\r\n\r\n" + get("/read"))
            await gate.arrivals(1)
            _ = try await server.client.send("GET", "/nowhere")
            gate.open()
            _ = try await reader.next()
            _ = try await reader.next()
            #expect(order.all == ["change", "read"])
        }
    }

    @Test func `more requests than may be under way are all answered, and never more run at once`() async throws {
        let gate = Gate()
        var limits = HTTPLimits()
        limits.pipelinedRequests = 4
        let route = wordRoute(work: { await gate.pass() })
        try await withServer([route, wordRoute(.get, "/other")], limits: limits) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send(String(repeating: get("/word"), count: 20))
            await gate.arrivals(4)
            _ = try await server.client.send("GET", "/other")
            gate.open()
            for _ in 0..<20 { #expect(try await reader.next().status == 200) }
        }
    }

    @Test func `HEAD answers like GET without the body`() async throws {
        try await withServer([wordRoute()]) { server async throws in
            let result = try await server.client.send("HEAD", "/word")
            #expect(result.status == 200)
            #expect(result.header("Content-Length") == "16")
            let next = try await server.client.send("GET", "/word")
            #expect(next.text == #"{"word":"hello"}"#)
        }
    }

    @Test func `OPTIONS answers 204 and another method 405, both with Allow`() async throws {
        try await withServer([wordRoute(), wordRoute(.delete, "/word")]) { server async throws in
            let options = try await server.client.send("OPTIONS", "/word")
            #expect(options.status == 204)
            #expect(options.header("Allow") == "GET, HEAD, DELETE, OPTIONS")
            #expect(options.header("Content-Length") == nil)
            for method in ["PUT", "TRACE"] {
                let refused = try await server.client.send(method, "/word")
                #expect(refused.status == 405)
                #expect(refused.header("Allow") == "GET, HEAD, DELETE, OPTIONS")
                #expect(try refused.json()["error"]["code"].string == "METHOD_NOT_ALLOWED")
            }
        }
    }

    @Test func `HTTP 1 0 closes unless the client asks to keep alive`() async throws {
        try await withServer([wordRoute()]) { server async throws in
            let closing = try await server.refusal(of: "GET /word HTTP/1.0\r\n\r\n")
            #expect(closing.status == 200)
            let reader = try server.connect()
            for _ in 0..<2 {
                try await reader.connection.send("GET /word HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                #expect(try await reader.next().header("Connection") == "keep-alive")
            }
        }
    }

    @Test func `Connection close is honoured`() async throws {
        try await withServer([wordRoute()]) { server async throws in
            let result = try await server.refusal(of: "GET /word HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(result.status == 200)
        }
    }

    @Test func `a client that has ended its sending still gets its answer`() async throws {
        let gate = Gate()
        try await withServer([wordRoute(work: { await gate.pass() })]) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send(get("/word"))
            reader.connection.endSending()
            await gate.arrivals(1)
            gate.open()
            #expect(try await reader.next().status == 200)
        }
    }

    @Test func `a body in chunks is one body, whatever the pieces on the wire`() async throws {
        var limits = HTTPLimits()
        // On a busy machine a head sent byte by byte may take long, and that is not what this is about.
        limits.headTimeout = .seconds(120)
        try await withServer([echoRoute], limits: limits) { server async throws in
            let reader = try server.connect()
            let text =
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;name=value\r\n{\"wor\r\nA\r\nd\":\"chunk\"\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n"
            for byte in text.utf8 { try await reader.connection.send([byte]) }
            #expect(try await reader.next().text == #"{"word":"chunk"}"#)
            try await reader.connection.send(text + text)
            #expect(try await reader.next().text == #"{"word":"chunk"}"#)
            #expect(try await reader.next().text == #"{"word":"chunk"}"#)
        }
    }

    @Test func `a client that expects 100 is told to go on before it sends the body`() async throws {
        try await withServer([echoRoute]) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 12\r\n"
                    + "Expect: 100-continue\r\n\r\n")
            #expect(try await reader.head() == ["HTTP/1.1 100 Continue"])
            try await reader.connection.send(#"{"word":"a"}"#)
            #expect(try await reader.next().text == #"{"word":"a"}"#)
        }
    }

    @Test func `an absolute target and a percent-encoded path reach the same route`() async throws {
        try await withServer([wordRoute()]) { server async throws in
            let reader = try server.connect()
            try await reader.connection.send("GET http://example.com/word?a HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await reader.next().status == 400)
            try await reader.connection.send("GET http://example.com/word HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await reader.next().status == 200)
            #expect(try await server.client.send("GET", "/%77ord").status == 200)
            #expect(try await server.client.send("GET", "/%7").status == 404)
        }
    }
}

/// A GET as it stands on the wire.
func get(_ path: String, _ headers: String = "") -> String { "GET \(path) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n" }
