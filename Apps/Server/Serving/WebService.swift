import AuthLive
import HTTPKernel
import HTTPKernelLive
import Logging
import PersistenceLive
import ServiceLifecycle
import UnixSignals

/// The API and the management port, from the first request to the last.
struct WebService: Service {
    let api: HTTPServer
    let management: HTTPServer
    let readiness: Readiness
    let settings: Settings
    let logger: Logger

    func run() async throws {
        let managementPort = try await management.start()
        let port = try await api.start()
        logger.notice(
            "Serving",
            metadata: [
                "address": "http://\(settings.http.host):\(port)",
                "management": "http://\(settings.management.host):\(managementPort)",
            ])
        try? await gracefulShutdown()
        try await drain()
    }

    /// Readiness turns 503 at once; the listener closes after the delay; what is under way ends within the grace.
    private func drain() async throws {
        readiness.beginDraining()
        logger.notice("Draining", metadata: ["grace": "\(settings.shutdownGrace)"])
        if settings.shutdownDelay > .zero { try? await Task.sleep(for: settings.shutdownDelay) }
        let report = await api.shutdown(grace: settings.shutdownGrace)
        _ = await management.shutdown(grace: .milliseconds(500))
        guard report.unfinished.isEmpty else { throw UnfinishedRequests(routes: report.unfinished) }
    }
}

/// Requests that outlived the grace and were cut off.
struct UnfinishedRequests: Error, CustomStringConvertible {
    let routes: [String]

    var description: String { "cut off after the grace: \(routes.joined(separator: ", "))" }
}

/// Keeps the database connected while the others run; it starts first and stops last.
struct DatabaseService: Service {
    let application: Application

    func run() async throws {
        application.postgres.start()
        try? await gracefulShutdown()
        try await application.postgres.stop()
    }
}

/// Learns of sessions that end on other instances, so that their tokens are refused here too.
struct RevocationService: Service {
    let application: Application

    func run() async throws {
        await cancelWhenGracefulShutdown { await application.auth.followRevocations() }
    }
}

/// Reads the signing keys again on SIGHUP.
struct ReloadService: Service {
    let application: Application

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            do {
                try await application.auth.reload()
            } catch {
                application.logger.error("The signing keys could not be read again", metadata: ["cause": "\(error)"])
            }
        }
    }
}
