import Persistence
import PersistenceLive
import PersistenceTesting
import SharedKernel
import Synchronization
import Testing

@Suite struct LiveDatabaseTests {
    @Test func `every type comes back as it was bound`() async throws {
        try await TestDatabase.with { db in
            let id = UniqueID()
            let now = Timestamp.now
            let row = try #require(
                await db.database.readFirst(
                    """
                    SELECT \(true)::bool, \(Int16.min)::int2, \(Int32.max)::int4, \(Int64.min)::int8, \(-0.5)::float8,
                           \("ünï\u{1}")::text, \(id)::uuid, \(now)::timestamptz, \(SQLParameter.bytes([0, 255]))::bytea,
                           \(JSONText("{\"a\": [1, null]}"))::jsonb, \(SQLParameter.null(.text))::text, \("")::text
                    """
                ) { row in
                    let a = (try row.next(Bool.self), try row.next(Int16.self), try row.next(Int32.self))
                    let b = (try row.next(Int64.self), try row.next(Double.self), try row.next(String.self))
                    let c = (try row.next(UniqueID.self), try row.next(Timestamp.self), try row.next([UInt8].self))
                    let d = (try row.next(JSONText.self), try row.nextIfPresent(String.self), try row.next(String.self))
                    return (a, b, c, d)
                })
            #expect(row.0 == (true, .min, .max))
            #expect(row.1 == (.min, -0.5, "ünï\u{1}"))
            #expect(row.2.0 == id && row.2.1 == now && row.2.2 == [0, 255])
            #expect(row.3.0.text == "{\"a\": [1, null]}" && row.3.1 == nil && row.3.2 == "")
        }
    }

    @Test func `arrays are bound whole`() async throws {
        try await TestDatabase.with { db in
            let ids = [UniqueID(), UniqueID()]
            let rows = try await db.database.read(
                """
                SELECT id, quantity, name FROM unnest(\(SQLParameter.uuidArray(ids)), \(SQLParameter.int8Array([7, -8])),
                    \(SQLParameter.textArray(["", "b"]))) AS t (id, quantity, name)
                """
            ) { (try $0.next(UniqueID.self), try $0.next(Int64.self), try $0.next(String.self)) }
            #expect(rows.map(\.0) == ids && rows.map(\.1) == [7, -8] && rows.map(\.2) == ["", "b"])
            let none = try await db.database.read("SELECT x FROM unnest(\(SQLParameter.uuidArray([]))) AS t (x)") {
                try $0.next(UniqueID.self)
            }
            #expect(none.isEmpty)
        }
    }

    @Test func `a write through a read lane is refused by the server`() async throws {
        try await TestDatabase.with { db in
            for freshness in [Database.Freshness.latest, .consistent] {
                let error = await #expect(throws: PersistenceError.self) {
                    try await db.database.read(
                        """
                        INSERT INTO users.accounts (id, email, name) VALUES (\(UniqueID()), 'a@b.c', 'A') RETURNING 1
                        """, freshness: freshness
                    ) { try $0.next(Int32.self) }
                }
                #expect(error?.refusal?.state == .readOnlyTransaction)
            }
        }
    }

    @Test func `an error in a shared segment reaches only its own caller`() async throws {
        try await TestDatabase.with { db in
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for index in 0..<500 {
                    group.addTask {
                        do {
                            let value = try await db.database.read(
                                "SELECT 100 / \(index % 10)::int4", freshness: .latest
                            ) { try $0.next(Int32.self) }
                            return index % 10 != 0 && value == [Int32(100 / (index % 10))]
                        } catch let error as PersistenceError {
                            return index % 10 == 0 && error.refusal?.state == SQLState("22012")
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count == 500 && outcomes.allSatisfy { $0 })
        }
    }

    @Test func `a statement that cannot be prepared reaches only its own caller`() async throws {
        try await TestDatabase.with { db in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        if index % 7 == 0 {
                            let error = await #expect(throws: PersistenceError.self) {
                                try await db.database.read("SELECT nothing FROM nowhere", freshness: .latest) {
                                    try $0.next(Int32.self)
                                }
                            }
                            #expect(error?.refusal?.state == SQLState("42P01"))
                        } else {
                            let value = try await db.database.read("SELECT \(index)::int4", freshness: .latest) {
                                try $0.next(Int32.self)
                            }
                            #expect(value == [Int32(index)])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a statement with more parameters than can be sent misleads no neighbour`() async throws {
        try await TestDatabase.with { db in
            var text = SQL.Interpolation(literalCapacity: 0, interpolationCount: 65536)
            text.appendLiteral("SELECT 0")
            for _ in 0...65535 {
                text.appendLiteral(" + ")
                text.appendInterpolation(Int32(1))
            }
            let large = SQL(stringInterpolation: text)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        if index % 20 == 0 {
                            let error = await #expect(throws: PersistenceError.self) {
                                try await db.database.read(large, freshness: .latest) { try $0.next(Int32.self) }
                            }
                            #expect(error?.refusal?.state == SQLState("54000"))
                        } else {
                            let value = try await db.database.read("SELECT \(index)::int4", freshness: .latest) {
                                try $0.next(Int32.self)
                            }
                            #expect(value == [Int32(index)])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `a transaction that throws leaves nothing behind`() async throws {
        struct Stop: Error {}
        try await TestDatabase.with { db in
            await #expect(throws: Stop.self) {
                try await db.database.transaction { transaction in
                    try await transaction.execute(Self.insert("a@example.com"))
                    transaction.enqueue(Self.insert("b@example.com"))
                    throw Stop()
                }
            }
            try await Self.expectAccounts(0, in: db)
        }
    }

    @Test func `what is enqueued is committed with the transaction, in order`() async throws {
        try await TestDatabase.with { db in
            try await db.database.transaction { transaction in
                transaction.enqueue(Self.insert("a@example.com"))
                let seen = try await transaction.queryFirst("SELECT count(*) FROM users.accounts") {
                    try $0.next(Int64.self)
                }
                #expect(seen == 1)
                transaction.enqueue(Self.insert("b@example.com"))
            }
            try await Self.expectAccounts(2, in: db)
        }
    }

    @Test func `what follows a commit runs after it, and never after a rollback or a commit that failed`()
        async throws
    {
        struct Undone: Error {}
        try await TestDatabase.with { db in
            let ran = Mutex<[String]>([])
            try await db.database.transaction { transaction in
                transaction.afterCommit { ran.withLock { $0.append("committed") } }
                try await transaction.execute("CREATE TABLE things (id int8)")
                #expect(ran.withLock { $0.isEmpty })
            }
            #expect(ran.withLock { $0 } == ["committed"])
            await #expect(throws: Undone.self) {
                try await db.database.transaction { transaction in
                    transaction.afterCommit { ran.withLock { $0.append("rolled back") } }
                    throw Undone()
                }
            }
            await #expect(throws: PersistenceError.self) {
                try await db.database.transaction { transaction in
                    transaction.afterCommit { ran.withLock { $0.append("failed") } }
                    transaction.enqueue("SELECT 1 / 0")
                }
            }
            #expect(ran.withLock { $0 } == ["committed"])
        }
    }

    @Test func `an error in what was enqueued fails the commit`() async throws {
        try await TestDatabase.with { db in
            let error = await #expect(throws: PersistenceError.self) {
                try await db.database.transaction { transaction in
                    try await transaction.execute(Self.insert("a@example.com"))
                    transaction.enqueue(Self.insert("a@example.com"))
                    transaction.enqueue(Self.insert("b@example.com"))
                }
            }
            #expect(error?.violatedConstraint == "accounts_email_key")
            try await Self.expectAccounts(0, in: db)
            #expect(db.live.poolReport.inUse == 0)
        }
    }

    @Test func `a transaction of one round trip costs one round trip`() async throws {
        try await TestDatabase.with { db in
            try await TestDatabase.asRequest { context in
                try await db.database.transaction { $0.enqueue(Self.insert("a@example.com")) }
                #expect(context.writtenPosition > 0)
                // The replica answers nothing older than that.
                let seen = try await db.database.read("SELECT count(*) FROM users.accounts") { try $0.next(Int64.self) }
                #expect(seen == [1])
            }
        }
    }

    @Test func `a deadlock is resolved by running one of the two again`() async throws {
        try await TestDatabase.with { db in
            let ids = [UniqueID(), UniqueID()]
            for (index, id) in ids.enumerated() {
                try await db.database.execute(
                    "INSERT INTO users.accounts (id, email, name) VALUES (\(id), \("\(index)@example.com"), 'A')")
            }
            // Each takes one account, waits until the other has taken the other one, and then wants that.
            let both = Barrier(parties: 2)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in [ids, ids.reversed()] {
                    group.addTask {
                        try await db.database.transaction(retry: .transient) { transaction in
                            try await transaction.execute(Self.rename(order[0]))
                            await both.arrive()
                            try await transaction.execute(Self.rename(order[1]))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let names = try await db.database.read("SELECT name FROM users.accounts", freshness: .latest) {
                try $0.next(String.self)
            }
            #expect(names == ["Axx", "Axx"])
        }
    }

    @Test func `a transaction that has ended answers nothing more`() async throws {
        try await TestDatabase.with { db in
            let escaped = try await db.database.transaction { transaction in
                try await transaction.execute("SELECT 1")
                return transaction
            }
            await #expect(throws: PersistenceError.self) { try await escaped.execute("SELECT 1") }
        }
    }

    @Test func `single writes commit by themselves and answer with what they returned`() async throws {
        try await TestDatabase.with { db in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        let id = UniqueID()
                        let returned = try await db.database.write(
                            """
                            INSERT INTO users.accounts (id, email, name) VALUES (\(id), \("\(index % 90)@example.com"), 'A')
                            ON CONFLICT DO NOTHING RETURNING id
                            """
                        ) { try $0.next(UniqueID.self) }
                        #expect(returned.isEmpty || returned == [id])
                    }
                }
                try await group.waitForAll()
            }
            try await Self.expectAccounts(90, in: db)
        }
    }

    @Test func `a statement whose table has changed since it was prepared runs all the same`() async throws {
        try await TestDatabase.with { db in
            func read() async throws -> [Int64] {
                try await db.database.read("SELECT t.number FROM (TABLE shape) AS t", freshness: .latest) {
                    try $0.next(Int64.self)
                }
            }
            try await db.database.execute("CREATE TABLE shape (number int8)")
            try await db.database.execute("INSERT INTO shape (number) VALUES (1)")
            for _ in 0..<8 {
                let numbers = try await read()
                #expect(numbers == [1])
            }
            try await db.database.execute("ALTER TABLE shape ALTER COLUMN number TYPE int4")
            for _ in 0..<8 {
                let numbers = try await read()
                #expect(numbers == [1])
            }
        }
    }

    @Test func `more statements than a connection remembers`() async throws {
        try await TestDatabase.with { db in
            for round in 0..<2 {
                for number in 0..<300 {
                    let value = try await db.database.read("SELECT \(literal: number) + \(round)", freshness: .latest) {
                        try $0.next(Int64.self)
                    }
                    #expect(value == [Int64(number + round)])
                }
            }
        }
    }

    @Test func `results and parameters of megabytes pass in both directions at once`() async throws {
        try await TestDatabase.with { db in
            let large = String(repeating: "x", count: 4_000_000)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let back = try await db.database.read("SELECT \(large)::text", freshness: .latest) {
                            try $0.next(String.self).utf8.count
                        }
                        #expect(back == [4_000_000])
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func `more callers than connections are served one after the other`() async throws {
        try await TestDatabase.with { configuration in
            configuration.poolMinimum = 1
            configuration.poolMaximum = 3
        } _: { db in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        _ = try await db.database.transaction {
                            try await $0.execute(Self.insert("\(index)@example.com"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await Self.expectAccounts(100, in: db)
            #expect(db.live.poolReport.idle <= 3 && db.live.poolReport.inUse == 0)
        }
    }

    @Test func `who waits too long for a connection is told so`() async throws {
        try await TestDatabase.with { configuration in
            configuration.poolMinimum = 1
            configuration.poolMaximum = 1
            configuration.acquireTimeout = .milliseconds(200)
        } _: { db in
            try await db.database.transaction { holder in
                try await holder.execute("SELECT 1")
                let error = await #expect(throws: PersistenceError.self) {
                    try await db.database.transaction { try await $0.execute("SELECT 1") }
                }
                guard case .acquireTimeout = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
            try await db.database.transaction { try await $0.execute("SELECT 1") }
        }
    }

    @Test func `who is cancelled while waiting for a connection stops waiting`() async throws {
        try await TestDatabase.with { configuration in
            configuration.poolMinimum = 1
            configuration.poolMaximum = 1
        } _: { db in
            try await db.database.transaction { holder in
                try await holder.execute("SELECT 1")
                let waiter = Task { try await db.database.transaction { try await $0.execute("SELECT 1") } }
                while db.live.poolReport.waiting == 0 { await Task.yield() }
                waiter.cancel()
                await #expect(throws: CancellationError.self) { try await waiter.value }
            }
            #expect(db.live.poolReport.waiting == 0)
            try await db.database.transaction { try await $0.execute("SELECT 1") }
        }
    }

    static func rename(_ id: UniqueID) -> SQL { "UPDATE users.accounts SET name = name || 'x' WHERE id = \(id)" }

    static func insert(_ email: String) -> SQL {
        "INSERT INTO users.accounts (id, email, name) VALUES (\(UniqueID()), \(email), 'A')"
    }

    static func expectAccounts(
        _ expected: Int64, in db: TestDatabase, at location: SourceLocation = #_sourceLocation
    ) async throws {
        let count = try await db.database.read("SELECT count(*) FROM users.accounts", freshness: .latest) {
            try $0.next(Int64.self)
        }
        #expect(count == [expected], sourceLocation: location)
    }
}

/// Lets tasks go on once all of them have come this far; later arrivals pass.
private actor Barrier {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(parties: Int) { missing = parties }

    func arrive() async {
        missing -= 1
        if missing > 0 {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            for continuation in waiting { continuation.resume() }
            waiting.removeAll()
        }
    }
}
