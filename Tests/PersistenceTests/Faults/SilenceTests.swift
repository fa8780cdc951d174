import Persistence
import PersistenceLive
import PersistenceTesting
import SharedKernel
import Testing

/// Servers that say little, late, or nothing.
@Suite struct SilenceTests {
    @Test func `everything arrives in fragments of forty bytes`() async throws {
        try await TestDatabase.with { db in
            try await db.database.execute(Exchange.table)
            try await ProxiedDatabase.with(db) {
                $0.acquireTimeout = .seconds(30)
            } _: { proxied in
                proxied.proxy.fragment(by: 40)
                // New connections are opened in fragments too.
                proxied.proxy.breakAll(.cut)
                for exchange in Exchange.allCases { #expect(await exchange.recovers(proxied.database)) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<300 {
                        let exchange = Exchange.allCases[number % 3]
                        group.addTask { try await exchange.run(UniqueID(), on: proxied.database) }
                    }
                    for number in 0..<2 {
                        group.addTask { try await Self.echo(size: 1_000_000 + number, through: proxied.database) }
                    }
                    try await group.waitForAll()
                }
                let left = try await db.rowsLeft()
                #expect(left.values.filter { $0 == 1 }.count == 100 && left.values.filter { $0 == 3 }.count == 100)
            }
        }
    }

    @Test func `an error in a shared segment reaches only its own caller, in fragments too`() async throws {
        try await TestDatabase.with { db in
            try await ProxiedDatabase.with(db) { proxied in
                proxied.proxy.fragment(by: 40)
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            let result = await outcome {
                                try await proxied.database.read("SELECT 100 / \(number % 10)::int4") {
                                    try $0.next(Int32.self)
                                }
                            }
                            switch result {
                            case .success(let values):
                                #expect(number % 10 != 0 && values == [Int32(100 / (number % 10))])
                            case .failure(PersistenceError.refused(let refusal)):
                                #expect(number % 10 == 0 && refusal.state == SQLState("22012"))
                            default: Issue.record("\(String(describing: result))")
                            }
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: [FaultProxy.Fault.stall, .reset])
    func `callers of a server that falls silent are told in time, and it recovers`(
        _ fault: FaultProxy.Fault
    ) async throws {
        try await TestDatabase.with { db in
            try await db.database.execute(Exchange.table)
            try await ProxiedDatabase.with(db) {
                $0.statementTimeout = .milliseconds(300)
                $0.connectTimeout = .seconds(2)
            } _: { proxied in
                for exchange in Exchange.allCases { #expect(await exchange.recovers(proxied.database)) }
                if fault == .stall { proxied.proxy.stall() } else { proxied.proxy.refuse(true) }
                if fault == .reset { proxied.proxy.breakAll(.reset) }
                let ids = await Self.expectFailures(of: proxied.database)
                proxied.proxy.resume()
                proxied.proxy.refuse(false)
                for exchange in Exchange.allCases {
                    #expect(await exchange.recovers(proxied.database), "\(exchange) does not recover")
                }
                #expect(await eventually { proxied.live.poolReport.idle == 1 })
                let left = try await db.rowsLeft()
                #expect(left[ids[.transaction] ?? UniqueID()] == nil, "no COMMIT was sent")
            }
        }
    }

    @Test func `a server that falls silent while a connection is opened holds up nobody for long`() async throws {
        try await TestDatabase.with { db in
            try await ProxiedDatabase.with(db) {
                $0.connectTimeout = .seconds(2)
            } _: { proxied in
                // Nothing was written yet: what came on the lane are the bytes of opening it, and the last of them are the
                // answer to the question who the server is.
                let opening = proxied.proxy.bytes(.toClient, role: "write")
                proxied.proxy.plan(.stall, after: opening - 10, .toClient, role: "write")
                proxied.proxy.breakAll(.cut, role: "write")
                #expect(await eventually { !proxied.live.nodes[0].isHealthy() })
                #expect(await Exchange.write.recovers(proxied.database))
                #expect(!proxied.proxy.dropPlan(), "the fault came")
            }
        }
    }

    @Test func `a silent replica does not hold up the primary's connections`() async throws {
        try await TestDatabase.with { db in
            let replica = try FaultProxy(before: try await db.cluster.url(of: .replica1, database: db.name))
            defer { replica.stop() }
            try await ProxiedDatabase.with(db) {
                $0.replicas = [replica.url]
                $0.connectTimeout = .seconds(6)
            } _: { proxied in
                #expect(await eventually { proxied.live.nodes[1].isHealthy() })
                replica.stall()
                replica.breakAll(.cut)
                #expect(await eventually { !proxied.live.nodes[1].isHealthy() })
                proxied.proxy.breakAll(.cut)
                #expect(await Exchange.write.recovers(proxied.database, within: .seconds(3)))
                replica.resume()
                #expect(await eventually(within: .seconds(15)) { proxied.live.nodes[1].isHealthy() })
            }
        }
    }

    @Test func `a slow network delays answers and changes none`() async throws {
        try await TestDatabase.with { db in
            try await db.database.execute(Exchange.table)
            try await ProxiedDatabase.with(db) {
                $0.acquireTimeout = .seconds(30)
            } _: { proxied in
                proxied.proxy.delay(by: .milliseconds(10))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<60 {
                        let exchange = Exchange.allCases[number % 3]
                        group.addTask { try await exchange.run(UniqueID(), on: proxied.database) }
                    }
                    try await group.waitForAll()
                }
                let left = try await db.rowsLeft()
                #expect(left.values.reduce(0, +) == 80)
            }
        }
    }

    private static func echo(size: Int, through database: Database) async throws {
        let large = String(repeating: "x", count: size)
        let back = try await database.read("SELECT \(large)::text", freshness: .latest) {
            try $0.next(String.self).utf8.count
        }
        #expect(back == [size])
    }

    /// Every exchange fails within the watchdog's limit and the time to give up on new connections.
    private static func expectFailures(
        of database: Database
    ) async -> [Exchange: UniqueID] {
        await withTaskGroup(of: (Exchange, UniqueID).self) { group in
            for exchange in Exchange.allCases {
                group.addTask {
                    let id = UniqueID()
                    let result = await outcome { try await exchange.run(id, on: database) }
                    switch result {
                    case .failure(PersistenceError.notDispatched): break
                    case .failure(PersistenceError.indeterminate): #expect(exchange == .write)
                    default: Issue.record("\(exchange): \(String(describing: result))")
                    }
                    return (exchange, id)
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }
}
