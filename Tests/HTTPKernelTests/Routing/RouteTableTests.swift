import HTTPKernel
import HTTPKernelLive
import HTTPKernelTesting
import SharedKernel
import Testing

private struct OtherWord: WireType {
    let word: Int64
    static let wire = Wire.object("Word", field("word", \.word), make: OtherWord.init)
}

@Suite struct RouteTableTests {
    /// A route that answers with its name and the values of its placeholders.
    private func named(_ name: String, _ path: String, _ method: HTTPKernel.Method = .get) -> Route {
        .raw(method, path, name) { request in
            let values = request.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            return Response(status: .ok, contentType: "text/plain", body: Array("\(name) \(values)".utf8))
        }
    }

    private func problems(_ routes: [Route]) -> [String] {
        do {
            _ = try RouteTable(routes)
            return []
        } catch {
            return (error as? InvalidRoutes)?.problems ?? ["\(error)"]
        }
    }

    @Test func `a fixed segment comes before a placeholder, and another path may still need the placeholder`()
        async throws
    {
        let routes = [
            named("me", "/users/me"), named("user", "/users/{id}"),
            named("addresses", "/users/{userId}/addresses/{id}"),
        ]
        try await withServer(routes) { server async throws in
            func text(_ path: String) async throws -> String { try await server.client.send("GET", path).text }
            #expect(try await text("/users/me") == "me ")
            #expect(try await text("/users/you") == "user id=you")
            #expect(try await text("/users/me/addresses/a%2Fb") == "addresses userId=me,id=a/b")
            for path in ["/users", "/users/", "/users/me/", "/users//addresses/1", "/Users/me", "/users/%00", "/%FF"] {
                #expect(try await server.client.send("GET", path).status == 404, "\(path)")
            }
        }
    }

    @Test func `a placeholder that led nowhere leaves no value behind`() async throws {
        try await withServer([named("inner", "/a/{x}/b"), named("outer", "/{y}/c/d")]) { server in
            let result = try await server.client.send("GET", "/a/c/d")
            #expect(result.text == "outer y=a")
        }
    }

    @Test func `everything that is wrong with the routes is said at once`() {
        let all = problems([
            named("a", "/users/{id}"), named("b", "/users/{userId}"), named("c", "/x/{id}/{id}"), named("d", "x"),
            named("e", "/x//y"), named("f", "/x/{}"), named("g", "/x y"), wordRoute(),
            Route.open(.get, "/other", "Other") { (_: Call<Nothing, Nothing>) in Reply(OtherWord(word: 1)) },
        ])
        #expect(
            all == [
                "Two wire types of different shapes are called Word",
                "GET /users/{userId} clashes with /users/{id}",
                "GET /x/{id}/{id} has two placeholders of one name",
                "GET x does not begin with a slash",
                "GET /x//y has an empty segment",
                "GET /x/{} has a placeholder whose name is not made of letters and digits",
                "GET /x y has a character that a path cannot have as it is",
            ])
    }

    @Test func `a server with routes that clash does not start`() async {
        await #expect(throws: InvalidRoutes.self) { try await withServer([wordRoute(), wordRoute()]) { _ in } }
    }

    @Test func `the version may come by header`() async throws {
        try await withServer([wordRoute(.get, "/api/v1/word"), wordRoute(.get, "/api/openapi.json", "doc")]) {
            server async throws in
            func send(_ path: String, _ accept: String) async throws -> TestResult {
                try await server.client.send("GET", path, headers: [("Accept", accept)])
            }
            #expect(try await send("/api/word", "application/vnd.stoa.v1+json").status == 200)
            #expect(try await send("/api/word", "*/*").header("Content-Type") == "application/json")
            #expect(try await send("/api/openapi.json", "*/*").text == #"{"word":"doc"}"#)
            #expect(try await send("/api/v2/word", "*/*").status == 404)
            let unknown = try await send("/api/word", "application/vnd.stoa.v9+json")
            #expect(unknown.status == 406)
            #expect(try unknown.json()["error"]["details"][0]["version"].string == "v1")
        }
    }

    @Test func `the list of a route's methods is the same for every path that leads to it`() async throws {
        try await withServer([named("a", "/a/{id}", .patch), named("b", "/a/{other}")]) { server async throws in
            let result = try await server.client.send("DELETE", "/a/1")
            #expect(result.header("Allow") == "GET, HEAD, PATCH, OPTIONS")
            #expect(try await server.client.send("PATCH", "/a/1").text == "a id=1")
            #expect(try await server.client.send("GET", "/a/1").text == "b other=1")
        }
    }
}
