import HTTPKernelTesting
import Persistence
import PersistenceTesting
import ServerTesting
import SharedKernel
import Testing

/// What clients see while the primary goes away and comes back.
@Suite struct PrimaryFaultTests {
    @Test func `restarting the primary under load heals within ten seconds, with clean refusals in between`()
        async throws
    {
        try await TestCluster.withOwn { cluster in
            try await TestDatabase.with(cluster: cluster) { db in
                let product = try await db.product(stock: 1_000_000)
                try await db.waitForReplica()
                try await StoaProcess.with(db) { server in
                    let ada = try await Shopper.register(at: server)
                    let load = Load(clients: 8) { try await ada.order(product) }
                    try await load.waitForAnswers(100)
                    try await cluster.kill(.primary)
                    try await load.waitForAnswers(50)
                    try await cluster.start(.primary)
                    let back = ContinuousClock.now
                    try await load.waitForStatus(201, since: .now)
                    let healing = ContinuousClock.now - back
                    #expect(healing < .seconds(10), "took \(healing)")
                    try await load.waitForAnswers(100)
                    let statuses = try await load.stop()
                    #expect(Set(statuses.keys).isSubset(of: [201, 503]), "\(statuses) \(server.loggedErrors)")
                    #expect(load.refusals.allSatisfy { $0 == "DATABASE_UNAVAILABLE" }, "\(Set(load.refusals))")

                    // Every acknowledged order exists, and the books balance.
                    let counts = try await cluster.counts(of: db, product: product)
                    #expect(counts.orders >= statuses[201] ?? 0)
                    #expect(counts.reserved == counts.orders && counts.ledger == 1_000_000 - counts.reserved)
                }
            }
        }
    }

    @Test func `a server without its primary says so, still reads, and is ready again by itself`()
        async throws
    {
        try await TestCluster.withOwn { cluster in
            try await TestDatabase.with(cluster: cluster) { db in
                let product = try await db.product()
                try await db.waitForReplica()
                try await StoaProcess.with(db) { server in
                    try await cluster.kill(.primary)
                    // The replica still answers what asks for nothing newer.
                    try await server.wait(for: 503, at: "/health/ready")
                    let read = try await server.api.send("GET", "/api/v1/products/\(product)")
                    #expect(read.status == 200)
                    let health = try await server.api.send("GET", "/health")
                    let primary = try health.json()["checks"]["primary"].string
                    #expect(health.status == 503 && primary == "down")
                    try await cluster.start(.primary)
                    try await server.wait(for: 200, at: "/health/ready")
                    _ = try await Shopper.register(at: server)
                }
            }
        }
    }
}

extension TestCluster {
    /// Orders of a product, what of it is reserved, and what its ledger adds up to.
    fileprivate func counts(of db: TestDatabase, product: UniqueID) async throws -> (
        orders: Int, reserved: Int, ledger: Int
    ) {
        let url = try await url(of: .primary, database: db.name)
        let row = try await blocking {
            try AdministratorSession.rows(
                url: url,
                """
                SELECT (SELECT count(*) FROM orders.orders), (SELECT reserved FROM products.stock),
                       (SELECT sum(delta) FROM products.stock_movements)
                """)[0]
        }
        return (Int(row[0]) ?? -1, Int(row[1]) ?? -1, Int(row[2]) ?? -1)
    }
}
