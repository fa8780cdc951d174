import Persistence
import PersistenceTesting
import SharedKernel
import Testing

/// The connection is cut after every single byte of an exchange, in both directions.
@Suite(.serialized) struct CutTests {
    @Test(arguments: Exchange.allCases, [FaultProxy.Direction.toServer, .toClient])
    func `wherever a connection is cut, callers learn the truth and it recovers`(
        _ exchange: Exchange, _ direction: FaultProxy.Direction
    ) async throws {
        try await TestDatabase.with { db in
            try await db.database.execute(Exchange.table)
            let own = try await db.backends()
            let journals = try await withThrowingTaskGroup(of: Journal.self) { group in
                for worker in 0..<Self.workers {
                    group.addTask { try await Self.cut(exchange, direction, db, worker) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            // A backend whose client is gone may still be at work; only then is it known what exists.
            let haveEnded = try await eventually { try await db.backends().isSubset(of: own) }
            #expect(haveEnded, "backends outlive their clients")

            let left = try await db.rowsLeft()
            for entry in journals.flatMap(\.entries) { entry.check(exchange, left[entry.id] ?? 0) }
            let size = journals[0].size
            #expect(size > 50 && journals.map(\.fired).reduce(0, +) >= size, "\(size) bytes")
        }
    }

    private static let workers = 6

    /// What came of the exchanges of one worker.
    private struct Journal: Sendable {
        let size: Int
        var fired = 0
        var entries: [Entry] = []
    }

    private struct Entry: Sendable {
        let id: UniqueID
        let offset: Int
        let result: Result<Void, any Error>?

        /// Whether what the caller was told is true.
        func check(_ exchange: Exchange, _ rows: Int) {
            #expect(rows == 0 || rows == exchange.rows, "half of it exists after a cut at \(offset)")
            switch result {
            case .success: #expect(rows == exchange.rows, "acknowledged at \(offset), and lost")
            case .failure(PersistenceError.notDispatched):
                #expect(rows == 0, "told at \(offset) that nothing happened, but it did")
                #expect(exchange != .read, "a read is sent again by itself, also at \(offset)")
            case .failure(PersistenceError.indeterminate):
                #expect(exchange != .read, "a read is never in doubt, nor at \(offset)")
            case .failure(let error): Issue.record("at \(offset): \(error)")
            case nil: Issue.record("at \(offset): the caller was told nothing")
            }
        }
    }

    private static func cut(
        _ exchange: Exchange, _ direction: FaultProxy.Direction, _ db: TestDatabase, _ worker: Int
    ) async throws -> Journal {
        try await ProxiedDatabase.with(db) { proxied in
            var journal = Journal(size: try await measure(exchange, direction, proxied))
            for offset in stride(from: worker, through: journal.size, by: workers) {
                // A fresh connection that has answered a probe, as it was measured.
                proxied.proxy.breakAll(.cut, role: exchange.role)
                try #require(await exchange.recovers(proxied.database), "it does not recover before \(offset)")
                let id = UniqueID()
                proxied.proxy.plan(.cut, after: offset, direction, role: exchange.role)
                let result = await outcome { try await exchange.run(id, on: proxied.database) }
                if !proxied.proxy.dropPlan() { journal.fired += 1 }
                journal.entries.append(Entry(id: id, offset: offset, result: result))
            }
            try #require(await exchange.recovers(proxied.database), "it does not recover at the end")
            return journal
        }
    }

    /// How many bytes the exchange takes on a fresh connection that has answered a probe.
    private static func measure(
        _ exchange: Exchange, _ direction: FaultProxy.Direction, _ proxied: ProxiedDatabase
    ) async throws -> Int {
        func bytes(_ body: () async throws -> Void) async throws -> Int {
            let before = proxied.proxy.bytes(direction, role: exchange.role)
            try await body()
            return proxied.proxy.bytes(direction, role: exchange.role) - before
        }
        try await exchange.probe(proxied.database)
        let probe = try await bytes { try await exchange.probe(proxied.database) }
        let both = try await bytes {
            try await exchange.run(UniqueID(), on: proxied.database)
            try await exchange.probe(proxied.database)
        }
        return both - probe
    }
}
