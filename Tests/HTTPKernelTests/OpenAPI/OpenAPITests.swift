import HTTPKernel
import HTTPKernelLive
import HTTPKernelTesting
import SharedKernel
import Testing

private struct Filter: WireType {
    let limit: Int64?
    let name: String
    static let wire = Wire.object(
        "Filter", field("limit", \.limit, .range(1...100)), field("name", \.name), make: Filter.init)
}

@Suite struct OpenAPITests {
    private let document = OpenAPIDocument(
        routes: [
            Route.open(.get, "/api/v1/words/{id}", "A word") { (_: Call<Filter, Nothing>) in Reply([Word(word: "a")]) },
            Route.transactional(
                .post, "/api/v1/words", "A new word", for: .staff, status: .created, errors: [.conflict]
            ) {
                (call: Call<Nothing, Word>, _, _) in Reply(call.body)
            },
            Route.protected(.delete, "/api/v1/words/{id}", "Forget a word", status: .noContent) {
                (_: Call<Nothing, Nothing>, _) in Reply<Nothing>.none()
            },
        ], info: .init(title: "Words", version: "1.0.0"))

    @Test func `an operation tells its parameters, body, answers and who may ask`() throws {
        let api = try JSONValue(parsing: document.bytes)
        #expect(api["openapi"].string == "3.1.0")
        #expect(api["paths"].names == ["/api/v1/words", "/api/v1/words/{id}"])
        let get = api["paths"]["/api/v1/words/{id}"]["get"]
        #expect(get["parameters"].elements.compactMap { $0["name"].string } == ["id", "limit", "name"])
        #expect(get["parameters"][0]["schema"]["format"].string == "uuid")
        #expect(get["parameters"][1]["required"].bool == false)
        #expect(get["parameters"][1]["schema"]["maximum"].int == 100)
        #expect(get["security"].elements.isEmpty)
        let list = get["responses"]["200"]["content"]["application/json"]["schema"]
        #expect(list["items"]["$ref"].string == "#/components/schemas/Word")

        let post = api["paths"]["/api/v1/words"]["post"]
        #expect(
            post["requestBody"]["content"]["application/json"]["schema"]["$ref"].string == "#/components/schemas/Word")
        #expect(post["parameters"][0]["name"].string == "Idempotency-Key")
        #expect(post["responses"].names == ["201", "400", "401", "403", "409", "415", "422", "default"])
        #expect(post["security"][0].names == ["bearer"])

        let delete = api["paths"]["/api/v1/words/{id}"]["delete"]
        #expect(delete["responses"]["204"]["content"] == .null)
    }

    @Test func `every reference leads somewhere and every operation has its own name`() throws {
        let api = try JSONValue(parsing: document.bytes)
        let text = String(decoding: document.bytes, as: UTF8.self)
        for reference in text.split(separator: "\"$ref\":\"#/components/schemas/").dropFirst() {
            let name = String(reference.prefix { $0 != "\"" })
            #expect(api["components"]["schemas"][name] != .null, "\(name)")
        }
        let ids = text.split(separator: "\"operationId\":\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(Set(ids).count == ids.count)
        #expect(ids.count == 3)
    }

    @Test func `the description is served from where it says`() async throws {
        try await withServer([document.route]) { server async throws in
            let result = try await server.client.send("GET", "/api/openapi.json")
            #expect(result.body == document.bytes)
        }
    }
}
