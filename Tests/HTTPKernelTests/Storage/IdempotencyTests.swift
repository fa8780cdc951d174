import HTTPKernel
import HTTPKernelLive
import Persistence
import PersistenceTesting
import SharedKernel
import Testing

@Suite struct IdempotencyTests {
    private let principal = Principal(userID: UserID(), role: .customer, sessionID: nil)

    private func request(
        key: String?, body: String = "{}", path: String = "/things", method: HTTPKernel.Method = .post
    ) -> Request {
        Request(
            method: method, path: path, query: nil, headers: HeaderFields(key.map { [("Idempotency-Key", $0)] } ?? []),
            body: Array(body.utf8), clientAddress: "",
            context: RequestContext(correlationID: "test", deadline: .now.advanced(by: .seconds(30))), parameters: [])
    }

    /// A database with a table `things`, whose rows are the effects of requests.
    private func withThings(_ body: (Things) async throws -> Void) async throws {
        try await TestDatabase.with { test in
            try await test.database.execute("CREATE TABLE things (name text NOT NULL)")
            try await body(
                Things(database: test.database, transactions: IdempotentTransactions(database: test.database)))
        }
    }

    private struct Things: Sendable {
        let database: Database
        let transactions: IdempotentTransactions

        func add(
            _ request: Request, as principal: Principal, status: Status = .created,
            during: @Sendable () async throws -> Void = {}
        ) async throws -> Response {
            try await transactions.perform(request, for: principal) { transaction in
                try await transaction.execute("INSERT INTO things (name) VALUES ('a')")
                try await during()
                return Response(
                    status: status, headers: [("Location", "/things/1")], contentType: Response.json,
                    body: Array(UniqueID().description.utf8))
            }
        }

        var count: Int {
            get async throws {
                try await database.readFirst("SELECT count(*) FROM things", freshness: .latest) {
                    try $0.next(Int.self)
                } ?? 0
            }
        }
    }

    private func code(_ body: () async throws -> Response) async -> ErrorCode? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? HTTPError)?.code
        }
    }

    @Test func `the same request with the same key replays the first answer byte for byte`() async throws {
        try await withThings { things async throws in
            let first = try await things.add(request(key: "k"), as: principal)
            #expect(first.header("Idempotency-Replayed") == nil)
            let second = try await things.add(request(key: "k"), as: principal)
            #expect(second.status == .created)
            #expect(second.body == first.body)
            #expect(second.contentType == first.contentType)
            #expect(second.header("Location") == "/things/1")
            #expect(second.header("Idempotency-Replayed") == "true")
            #expect(try await things.count == 1)
        }
    }

    @Test func `another request with the same key is refused, and another caller's key is another key`() async throws {
        try await withThings { things async throws in
            _ = try await things.add(request(key: "k"), as: principal)
            for other in [request(key: "k", body: "{ }"), request(key: "k", path: "/others")] {
                #expect(await code { try await things.add(other, as: principal) } == .idempotencyKeyReused)
            }
            let stranger = Principal(userID: UserID(), role: .customer, sessionID: nil)
            _ = try await things.add(request(key: "k", body: "{ }"), as: stranger)
            #expect(try await things.count == 2)
        }
    }

    @Test func `a key whose first request is still running is in use`() async throws {
        let gate = Gate()
        try await withThings { things async throws in
            async let first = things.add(request(key: "k"), as: principal) { await gate.pass() }
            await gate.arrivals(1)
            let refused = await code { try await things.add(request(key: "k"), as: principal) }
            gate.open()
            #expect(refused == .idempotencyKeyInUse)
            _ = try await first
            #expect(try await things.count == 1)
        }
    }

    @Test func `a refused request leaves its key unused`() async throws {
        try await withThings { things async throws in
            await #expect(throws: Surprise.self) {
                try await things.add(request(key: "k"), as: principal) { throw Surprise() }
            }
            _ = try await things.add(request(key: "k", body: "{ }"), as: principal)
            #expect(try await things.count == 1)
        }
    }

    @Test func `twenty requests at once with one key have one effect and one answer`() async throws {
        try await withThings { things async throws in
            let answers = try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            return try await things.add(request(key: "k"), as: principal).body
                        } catch let error as HTTPError where error.code == .idempotencyKeyInUse {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(answers.compactMap { $0 }).count == 1)
            #expect(try await things.count == 1)
        }
    }

    @Test func `a key is forgotten after 24 hours, and then used again`() async throws {
        try await withThings { things async throws in
            let first = try await things.add(request(key: "k"), as: principal)
            try await things.database.execute(
                "UPDATE http.idempotency_keys SET created_at = now() - interval '24 hours 1 second'")
            let second = try await things.add(request(key: "k", body: "{ }"), as: principal)
            #expect(second.body != first.body)
            #expect(try await things.add(request(key: "k", body: "{ }"), as: principal).body == second.body)
            _ = try await things.add(request(key: "old"), as: principal)
            try await things.database.execute(
                "UPDATE http.idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'")
            try await things.transactions.forgetExpired()
            let keys = try await things.database.read("SELECT key FROM http.idempotency_keys", freshness: .latest) {
                try $0.next(String.self)
            }
            #expect(keys == ["k"])
        }
    }

    @Test(arguments: ["", "with space", "ü", String(repeating: "a", count: 256)])
    func `a malformed key is named`(key: String) async throws {
        try await withThings { things async throws in
            let refused = await code { try await things.add(request(key: key), as: principal) }
            #expect(refused == .validationError)
            #expect(try await things.count == 0)
        }
    }

    @Test func `without a key, or for another method, nothing is recorded`() async throws {
        try await withThings { things async throws in
            _ = try await things.add(request(key: nil), as: principal)
            _ = try await things.add(request(key: "k", method: .patch), as: principal)
            _ = try await things.add(request(key: "k", method: .patch), as: principal)
            #expect(try await things.count == 3)
        }
    }
}
