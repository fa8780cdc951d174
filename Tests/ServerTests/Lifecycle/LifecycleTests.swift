import Foundation
import HTTPKernelTesting
import Persistence
import PersistenceTesting
import ServerTesting
import SharedKernel
import Testing

@Suite struct LifecycleTests {
    @Test func `SIGTERM under load answers every request that was begun, and exits 0`() async throws {
        try await TestDatabase.with { db in
            let product = try await db.product(stock: 1_000_000)
            let server = try await StoaProcess.start(db)
            let ada = try await Shopper.register(at: server)
            let acknowledged = try await withThrowingTaskGroup(of: Int.self) { group in
                for client in 0..<8 {
                    group.addTask {
                        var placed = 0
                        while true {
                            if client == 0, placed == 10 { server.terminate() }
                            do {
                                let status = try await ada.order(product).status
                                #expect(status == 201)
                                placed += 1
                            } catch is RawConnection.Failure {
                                // The listener is closed, or closed before it took the connection: nothing was begun.
                                return placed
                            }
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(await server.exitCode() == 0)
            #expect(server.logged.contains("\"message\":\"Ended\""))
            let orders = try await db.database.read("SELECT count(*) FROM orders.orders", freshness: .latest) {
                try $0.next(Int64.self)
            }
            #expect(orders == [Int64(acknowledged)], "what was done was said, and what was said was done")
        }
    }

    @Test func `readiness turns 503 at once while requests are still taken during the delay`() async throws {
        try await TestDatabase.with { db in
            let server = try await StoaProcess.start(db, environment: ["SHUTDOWN_DELAY": "700ms"])
            server.terminate()
            try await server.wait(for: 503, at: "/health/ready")
            let live = try await server.management.send("GET", "/health/live")
            #expect(live.status == 200)
            let answer = try await server.api.send("GET", "/api/v1/products")
            #expect(answer.status == 200)
            #expect(await server.exitCode() == 0)
        }
    }

    @Test func `everything that is wrong with the configuration is said at once`() async throws {
        let (output, code) = try await StoaProcess.run(
            ["serve"],
            environment: [
                "APP_ENV": "production", "HTTP_PORT": "eighty", "SHUTDOWN_GRACE": "soon", "LOG_LEVEL": "loud",
                "DATABASE_POOL_MIN": "30",
            ])
        #expect(code == 78)
        for name in [
            "DATABASE_URL", "HTTP_PORT", "SHUTDOWN_GRACE", "LOG_LEVEL", "AUTH_KEYS_DIR", "AUTH_ISSUER", "AUTH_AUDIENCE",
            "DATABASE_POOL_MIN",
        ] {
            #expect(output.contains(name), "\(name) is not named in: \(output)")
        }
    }

    @Test func `outside development no token passes for money`() async throws {
        try await TestDatabase.with { db in
            let product = try await db.product()
            let folder = NSTemporaryDirectory() + "stoa-keys-\(UniqueID())"
            let keys = try await StoaProcess.run(["keys", "rotate"], environment: ["AUTH_KEYS_DIR": folder])
            #expect(keys.exitCode == 0)
            let staging = [
                "APP_ENV": "staging", "AUTH_KEYS_DIR": folder, "AUTH_ISSUER": "https://shop.example.com",
                "AUTH_AUDIENCE": "shop",
            ]
            try await StoaProcess.with(db, environment: staging) { server in
                let ada = try await Shopper.register(at: server)
                let order = try await ada.order(product).json()
                let id = try #require(order["id"].string)
                let paid = try await ada.send(
                    "POST", "/api/v1/orders/\(id)/pay", body: "{\"paymentToken\":\"tok_visa\"}")
                let code = try paid.json()["error"]["code"].string
                #expect(paid.status == 422 && code == "PAYMENT_DECLINED")
            }
        }
    }

    @Test func `settings are listed with their source, and secrets are masked`() async throws {
        let (output, code) = try await StoaProcess.run(
            ["config", "check"], environment: ["DATABASE_URL": "postgresql://me:hunter2@nowhere/x", "HTTP_PORT": "81"])
        #expect(code == 0)
        #expect(!output.contains("hunter2") && output.contains("(secret)"))
        #expect(output.contains("HTTP_PORT") && output.contains("environment") && output.contains("default"))
    }

    @Test func `a database that cannot be reached makes commands exit 69, and bad usage 64`() async throws {
        let unreachable = ["DATABASE_URL": "postgresql://stoa@127.0.0.1:1/stoa"]
        let migrate = try await StoaProcess.run(["migrate", "status"], environment: unreachable)
        #expect(migrate.exitCode == 69)
        let usage = try await StoaProcess.run(["serve", "--nonsense"], environment: unreachable)
        #expect(usage.exitCode == 64)
    }

    @Test func `every request has one line in the log, with what it cost and without what it carried`() async throws {
        try await TestDatabase.with { db in
            let product = try await db.product()
            try await StoaProcess.with(db) { server in
                let ada = try await Shopper.register(at: server)
                _ = try await ada.send(
                    "GET", "/api/v1/products/\(product)?", headers: [("X-Correlation-ID", "look-for-me.1")])
                let line = try await server.waitForLog { $0.contains("look-for-me.1") }
                #expect(line.contains("GET /api/v1/products/{id} 200"))
                #expect(!server.logged.contains(Shopper.password) && !server.logged.contains(ada.accessToken))
                #expect(!server.logged.contains(ada.refreshCookie))
            }
        }
    }
}
