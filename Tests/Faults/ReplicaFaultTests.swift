import HTTPKernelTesting
import Persistence
import PersistenceTesting
import ServerTesting
import SharedKernel
import Testing

/// What clients see while a replica lags or dies.
@Suite struct ReplicaFaultTests {
    @Test func `an order read with its token is never stale while the replica stands still`() async throws {
        try await TestCluster.withOwn { cluster in
            try await TestDatabase.with(cluster: cluster) { db in
                let product = try await db.product(stock: 1000)
                try await db.waitForReplica()
                try await StoaProcess.with(db) { server in
                    let ada = try await Shopper.register(at: server)
                    try await cluster.pauseReplay(of: .replica1)
                    for _ in 0..<50 {
                        let placed = try await ada.order(product)
                        #expect(placed.status == 201)
                        let id = try #require(try placed.json()["id"].string)
                        let token = try #require(placed.header("consistency-token"))
                        let read = try await ada.send(
                            "GET", "/api/v1/orders/\(id)", headers: [("Consistency-Token", token)])
                        #expect(read.status == 200 && read.body == placed.body)
                        // The cookie says the same, and so does nothing at all, through the same instance.
                        let byCookie = try await ada.send(
                            "GET", "/api/v1/orders/\(id)", headers: [("Cookie", "consistency_token=\(token)")])
                        #expect(byCookie.status == 200)
                        let byMemory = try await ada.send("GET", "/api/v1/orders/\(id)")
                        #expect(byMemory.status == 200)
                    }
                    // Without a token a stranger may read the past; that the replica was asked at all shows in it.
                    let stale = try await server.api.send("GET", "/api/v1/products/\(product)")
                    let available = try stale.json()["stock"]["available"].int
                    #expect(available == 1000)
                    try await cluster.resumeReplay(of: .replica1)
                }
            }
        }
    }

    @Test func `stopping the replica loses no read`() async throws {
        try await TestCluster.withOwn { cluster in
            try await TestDatabase.with(cluster: cluster) { db in
                let product = try await db.product()
                try await db.waitForReplica()
                try await StoaProcess.with(db) { server in
                    let load = Load(server, path: "/api/v1/products/\(product)", clients: 8)
                    try await load.waitForAnswers(200)
                    try await cluster.kill(.replica1)
                    try await load.waitForAnswers(500)
                    try await cluster.start(.replica1)
                    try await load.waitForAnswers(500)
                    let statuses = try await load.stop()
                    #expect(Set(statuses.keys) == [200], "\(statuses) \(server.loggedErrors)")
                }
            }
        }
    }
}
