public import HTTPKernel
import SharedKernel

/// `/health`, `/health/live` and `/health/ready`: how the process is, whether it runs, whether it wants requests.
public struct HealthRoutes: Sendable {
    private let checks: [HealthCheck]
    private let readiness: Readiness
    private let version: String
    private let environment: String
    private let startedAt = MonotonicTime.now

    /// Reports on `checks`.
    public init(checks: [HealthCheck], readiness: Readiness, version: String, environment: String) {
        self.checks = checks
        self.readiness = readiness
        self.version = version
        self.environment = environment
    }

    /// The three routes.
    public var routes: [Route] {
        [
            .raw(.get, "/health", "How the service and all that it depends on are", answer: Self.reportSchema) { _ in
                report()
            },
            .raw(.get, "/health/live", "Whether the process runs", answer: Self.statusSchema) { _ in
                Self.status(isWell: true)
            },
            .raw(.get, "/health/ready", "Whether the process wants requests", answer: Self.statusSchema) { _ in
                Self.status(isWell: !readiness.isDraining && isWell)
            },
        ]
    }

    private var isWell: Bool { checks.allSatisfy { !$0.isCritical || $0.isHealthy() } }

    private static func status(isWell: Bool) -> Response {
        var writer = JSONWriter(capacity: 32)
        writer.object { $0.member("status", isWell ? "ok" : "unavailable") }
        return Response(
            status: isWell ? .ok : .unavailable, contentType: Response.json, body: writer.bytes)
    }

    private func report() -> Response {
        let results = checks.map { (check: $0, isHealthy: $0.isHealthy()) }
        let isWell = results.allSatisfy { $0.isHealthy || !$0.check.isCritical }
        let isWhole = results.allSatisfy(\.isHealthy)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("status", isWell ? (isWhole ? "ok" : "degraded") : "unavailable")
            writer.key("timestamp")
            writer.time(.now)
            writer.member("uptime", Int64(MonotonicTime.now.nanoseconds(since: startedAt) / 1_000_000_000))
            writer.member("memory", ProcessFacts.residentBytes())
            writer.member("version", version)
            writer.member("environment", environment)
            writer.member("checks") { writer in
                for (check, isHealthy) in results { writer.member(check.name, isHealthy ? "ok" : "down") }
            }
        }
        return Response(status: isWell ? .ok : .unavailable, contentType: Response.json, body: writer.bytes)
    }
}

extension HealthRoutes {
    private static let text = WireSchema.string(format: nil, minimum: nil, maximum: nil, pattern: nil)

    private static let statusSchema = WireSchema.object(
        name: "HealthStatus",
        properties: [.init(name: "status", schema: .choice(["ok", "unavailable"]), isRequired: true)])

    private static let reportSchema = WireSchema.object(
        name: "HealthReport",
        properties: [
            .init(name: "status", schema: .choice(["ok", "degraded", "unavailable"]), isRequired: true),
            .init(
                name: "timestamp", schema: .string(format: "date-time", minimum: nil, maximum: nil, pattern: nil),
                isRequired: true),
            .init(name: "uptime", schema: .integer(minimum: 0, maximum: nil), isRequired: true),
            .init(name: "memory", schema: .integer(minimum: 0, maximum: nil), isRequired: false),
            .init(name: "version", schema: text, isRequired: true),
            .init(name: "environment", schema: text, isRequired: true),
            .init(name: "checks", schema: .map(of: .choice(["ok", "down"]), maximum: nil), isRequired: true),
        ])
}
