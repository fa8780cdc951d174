import Persistence
import PersistenceTesting
import SharedKernel

/// What a caller asks of the database while a connection breaks. Each leaves rows of `cut` that tell what happened.
enum Exchange: String, CaseIterable, Sendable {
    case read, write, transaction

    static let table: SQL = "CREATE TABLE cut (exchange uuid, part int4)"

    /// The connection that carries it.
    var role: String {
        switch self {
        case .read: "read"
        case .write: "write"
        case .transaction: "pinned"
        }
    }

    /// How many rows it leaves when it happens.
    var rows: Int {
        switch self {
        case .read: 0
        case .write: 1
        case .transaction: 3
        }
    }

    /// Does it, and checks that the answer is the answer to what was asked.
    func run(_ id: UniqueID, on database: Database) async throws {
        switch self {
        case .read:
            let ids = try await database.read("SELECT \(id)::uuid", freshness: .latest) { try $0.next(UniqueID.self) }
            guard ids == [id] else { throw WrongAnswer() }
        case .write:
            let ids = try await database.write("INSERT INTO cut VALUES (\(id), 1) RETURNING exchange") {
                try $0.next(UniqueID.self)
            }
            guard ids == [id] else { throw WrongAnswer() }
        case .transaction:
            try await database.transaction { transaction in
                try await transaction.execute("INSERT INTO cut VALUES (\(id), 1)")
                guard try await transaction.execute("INSERT INTO cut VALUES (\(id), 2)") == 1 else {
                    throw WrongAnswer()
                }
                transaction.enqueue("INSERT INTO cut VALUES (\(id), 3)")
            }
        }
    }

    /// Something harmless that takes the same connection.
    func probe(_ database: Database) async throws {
        switch self {
        case .read: _ = try await database.read("SELECT 1", freshness: .latest) { try $0.next(Int32.self) }
        case .write: _ = try await database.execute("SELECT 1")
        case .transaction: _ = try await database.transaction { try await $0.execute("SELECT 1") }
        }
    }

    /// Somebody got the answer to another question.
    struct WrongAnswer: Error {}
}

/// How something ended; `nil` when it had not ended within `limit`. Then it is left to itself.
func outcome<T: Sendable>(
    within limit: Duration = .seconds(12), of body: @escaping @Sendable () async throws -> T
) async -> Result<T, any Error>? {
    let (stream, continuation) = AsyncStream.makeStream(of: Result<T, any Error>?.self)
    Task {
        do { continuation.yield(.success(try await body())) } catch { continuation.yield(.failure(error)) }
    }
    let timer = Task {
        try await Task.sleep(for: limit)
        continuation.yield(nil)
    }
    defer { timer.cancel() }
    for await first in stream { return first }
    return nil
}

/// Asks until `isTrue`, at most for `limit`; whether it became true.
func eventually(
    within limit: Duration = .seconds(12), _ isTrue: () async throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await isTrue() { return true }
        // Polled: nobody tells when all parts of it have come about.
        guard (try? await Task.sleep(for: .milliseconds(1))) != nil else { return false }
    }
    return false
}

extension Exchange {
    /// Whether the database answers again, with nobody's help.
    func recovers(_ database: Database, within limit: Duration = .seconds(12)) async -> Bool {
        await eventually(within: limit) {
            if case .success = await outcome(of: { try await self.probe(database) }) { true } else { false }
        }
    }
}

extension TestDatabase {
    /// The server processes that serve this database.
    func backends() async throws -> Set<Int32> {
        Set(
            try await database.read(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()", freshness: .latest
            ) { try $0.next(Int32.self) })
    }

    /// How many rows each exchange has left.
    func rowsLeft() async throws -> [UniqueID: Int] {
        let rows = try await database.read("SELECT exchange, count(*) FROM cut GROUP BY exchange", freshness: .latest) {
            (try $0.next(UniqueID.self), Int(try $0.next(Int64.self)))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}
