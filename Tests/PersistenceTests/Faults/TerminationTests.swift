import Persistence
import PersistenceLive
import PersistenceTesting
import SharedKernel
import Synchronization
import Testing

/// Server processes that end under load, one by one and all at once.
@Suite struct TerminationTests {
    @Test func `backends that are terminated under load cost no read, and the pool is whole again`() async throws {
        try await TestDatabase.with {
            $0.poolMaximum = 6
        } _: { db in
            try await db.database.execute(Exchange.table)
            let administrator = try await db.cluster.url(of: .primary, database: "postgres")
            let load = FaultLoad(db.database)
            for _ in 0..<5 {
                #expect(await load.acknowledges(40))
                try await blocking { try AdministratorSession.run(url: administrator, [db.termination]) }
            }
            #expect(await load.acknowledges(40), "it does not recover")
            let journal = await load.stop()
            #expect(journal.failures[.read] == nil, "\(journal.failures)")
            #expect(journal.strange.isEmpty, "\(journal.strange)")
            try await journal.expectTruth(in: db)
            try await expectWholePool(of: db)
            #expect(db.live.poolReport.counters.lost > 0)
        }
    }

    @Test func `a server that is restarted under load keeps what it acknowledged, and it recovers`() async throws {
        try await TestCluster.withOwn { cluster in
            try await TestDatabase.with(cluster: cluster) {
                $0.poolMaximum = 6
            } _: { db in
                try await db.database.execute(Exchange.table)
                let load = FaultLoad(db.database)
                #expect(await load.acknowledges(40))
                try await cluster.restart(.primary)
                #expect(await load.acknowledges(40), "it does not recover")
                let journal = await load.stop()
                #expect(journal.strange.isEmpty, "\(journal.strange)")
                #expect(await db.live.waitUntilReady(within: .seconds(20)), "not every lane recovers")
                try await journal.expectTruth(in: db)
                try await expectWholePool(of: db)
            }
        }
    }

    @Test func `a COMMIT that cannot be sent did not happen, and says so`() async throws {
        try await TestDatabase.with { db in
            try await db.database.execute(Exchange.table)
            try await ProxiedDatabase.with(db) { proxied in
                let id = UniqueID()
                let result = await outcome {
                    try await proxied.database.transaction { transaction in
                        try await transaction.execute("INSERT INTO cut VALUES (\(id), 1)")
                        proxied.proxy.breakAll(.cut)
                        _ = await eventually { proxied.live.poolReport.counters.lost == 1 }
                    }
                }
                guard case .failure(PersistenceError.notDispatched) = result else {
                    Issue.record("\(String(describing: result))")
                    return
                }
                #expect(await Exchange.transaction.recovers(proxied.database))
                let left = try await db.rowsLeft()
                #expect(left.isEmpty)
            }
        }
    }

    @Test func `connections past their lifetime are replaced one by one, and nobody notices`() async throws {
        try await TestDatabase.with { db in
            try await ProxiedDatabase.with(db) {
                $0.poolMinimum = 3
                $0.poolMaximum = 3
                $0.poolLifetime = .milliseconds(200)
            } _: { proxied in
                let renewed = try await eventually {
                    try await Exchange.transaction.probe(proxied.database)
                    return proxied.live.poolReport.counters.opened >= 9
                }
                #expect(renewed, "\(proxied.live.poolReport)")
                #expect(proxied.live.poolReport.counters.lost == 0)
            }
        }
    }

    /// The pool serves as many transactions at once as it may have connections: none was lost to a slip of the books.
    private func expectWholePool(of db: TestDatabase) async throws {
        let isQuiet = await eventually {
            let report = db.live.poolReport
            return report.inUse == 0 && report.waiting == 0 && report.opening == 0 && report.idle >= 2
        }
        #expect(isQuiet, "\(db.live.poolReport)")
        let maximum = db.live.poolReport.maximum
        let allIn = await outcome {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<maximum {
                    group.addTask {
                        try await db.database.transaction { transaction in
                            try await transaction.execute("SELECT 1")
                            guard await eventually({ db.live.poolReport.inUse == maximum }) else {
                                throw TestDatabaseError.notReady
                            }
                            // Held until all have seen it.
                            try await transaction.execute("SELECT pg_sleep(0.2)")
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        guard case .success = allIn else {
            Issue.record("\(String(describing: allIn)) \(db.live.poolReport)")
            return
        }
    }
}

extension TestDatabase {
    /// Ends every process that serves this database.
    fileprivate var termination: String {
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'"
    }
}

/// Clients that read, write and run transactions until they are told to stop, and remember what they were told.
private final class FaultLoad: Sendable {
    struct Journal: Sendable {
        var outcomes: [(exchange: Exchange, id: UniqueID, isDone: Bool?)] = []
        var failures: [Exchange: Int] = [:]
        /// Errors that nobody should see.
        var strange: [String] = []

        /// What was acknowledged exists whole, and what was said not to have happened does not exist.
        func expectTruth(in db: TestDatabase) async throws {
            let left = try await db.rowsLeft()
            for (exchange, id, isDone) in outcomes {
                let rows = left[id] ?? 0
                #expect(rows == 0 || rows == exchange.rows)
                if let isDone { #expect(rows == (isDone ? exchange.rows : 0)) }
            }
        }
    }

    private let database: Database
    private let journal = Mutex(Journal())
    private let acknowledged = Mutex<[Exchange: Int]>([:])
    private let isStopped = Mutex(false)
    private let clients = Mutex<[Task<Void, Never>]>([])

    init(_ database: Database) {
        self.database = database
        let tasks = (0..<24).map { number in Task { await self.run(Exchange.allCases[number % 3]) } }
        clients.withLock { $0 = tasks }
    }

    /// Whether each kind of exchange succeeds so often from now on.
    func acknowledges(_ count: Int) async -> Bool {
        let before = acknowledged.withLock { $0 }
        return await eventually(within: .seconds(20)) {
            let now = acknowledged.withLock { $0 }
            return Exchange.allCases.allSatisfy { now[$0, default: 0] >= before[$0, default: 0] + count }
        }
    }

    func stop() async -> Journal {
        isStopped.withLock { $0 = true }
        for client in clients.withLock({ $0 }) { await client.value }
        return journal.withLock { $0 }
    }

    private func run(_ exchange: Exchange) async {
        while !isStopped.withLock({ $0 }) {
            let id = UniqueID()
            let result = await outcome(within: .seconds(15)) { [database] in try await exchange.run(id, on: database) }
            note(exchange, id, result)
            // As a client does who has been refused: not again at once.
            if case .failure = result { try? await Task.sleep(for: .milliseconds(5)) }
        }
    }

    private func note(_ exchange: Exchange, _ id: UniqueID, _ result: Result<Void, any Error>?) {
        journal.withLock { journal in
            var isDone: Bool?
            switch result {
            case .success:
                isDone = true
                acknowledged.withLock { $0[exchange, default: 0] += 1 }
            case .failure(PersistenceError.notDispatched): isDone = false
            case .failure(PersistenceError.indeterminate) where exchange != .read: break
            default: journal.strange.append("\(exchange): \(String(describing: result))")
            }
            if isDone != true { journal.failures[exchange, default: 0] += 1 }
            journal.outcomes.append((exchange, id, isDone))
        }
    }
}
