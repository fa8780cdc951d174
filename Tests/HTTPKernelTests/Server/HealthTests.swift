import HTTPKernel
import HTTPKernelLive
import HTTPKernelTesting
import SharedKernel
import Synchronization
import Testing

@Suite struct HealthTests {
    private final class Switch: Sendable {
        let isOn = Atomic(true)
    }

    @Test func `the report tells of every dependency, and is 503 only for a critical one`() async throws {
        let primary = Switch()
        let replica = Switch()
        let health = HealthRoutes(
            checks: [
                HealthCheck(name: "primary", isCritical: true) { primary.isOn.load(ordering: .relaxed) },
                HealthCheck(name: "replica1", isCritical: false) { replica.isOn.load(ordering: .relaxed) },
            ], readiness: Readiness(), version: "1.2.3", environment: "test")
        try await withServer(health.routes) { server async throws in
            let well = try await server.client.send("GET", "/health")
            #expect(well.status == 200)
            let report = try well.json()
            #expect(report["status"].string == "ok")
            #expect(report["version"].string == "1.2.3")
            #expect(report["environment"].string == "test")
            #expect(report["checks"]["primary"].string == "ok")
            #expect((report["memory"].int ?? 0) > 1_000_000)
            #expect(report["uptime"].int != nil)
            #expect(Timestamp(rfc3339: report["timestamp"].string ?? "") != nil)

            replica.isOn.store(false, ordering: .relaxed)
            let degraded = try await server.client.send("GET", "/health")
            #expect(degraded.status == 200)
            #expect(try degraded.json()["checks"]["replica1"].string == "down")
            #expect(try await server.client.send("GET", "/health/ready").status == 200)

            primary.isOn.store(false, ordering: .relaxed)
            #expect(try await server.client.send("GET", "/health").status == 503)
            #expect(try await server.client.send("GET", "/health/ready").status == 503)
            #expect(try await server.client.send("GET", "/health/live").status == 200)
        }
    }

    @Test func `readiness ends when shutdown begins`() async throws {
        let readiness = Readiness()
        let health = HealthRoutes(checks: [], readiness: readiness, version: "1", environment: "test")
        try await withServer(health.routes) { server async throws in
            #expect(try await server.client.send("GET", "/health/ready").status == 200)
            readiness.beginDraining()
            #expect(try await server.client.send("GET", "/health/ready").status == 503)
            #expect(try await server.client.send("GET", "/health/live").status == 200)
        }
    }
}
