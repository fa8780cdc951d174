import ArgumentParser
import AuthLive
import HTTPKernel
import HTTPKernelLive
import JobsLive
import Logging
import PersistenceLive
import ServiceLifecycle
import Telemetry
import UnixSignals

/// `stoa serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the API, and runs the jobs unless told not to.",
        discussion: """
            SIGTERM and SIGINT drain: readiness turns 503 at once, requests in flight finish within SHUTDOWN_GRACE, and \
            the process exits 0; when something had to be cut off it says what, and exits 1. SIGHUP reads the signing \
            keys again.
            """)

    @Flag(name: .customLong("no-jobs"), help: "Leave the jobs to `stoa jobs`.")
    var withoutJobs = false

    func run() async throws {
        try await exiting {
            let settings = try await Settings.load()
            let pipeline = LogPipeline(settings.log)
            pipeline.bootstrap()
            defer { pipeline.end() }
            let application = try await Application(settings, logger: Logger(label: "stoa"))
            var services: [any Service] = [
                DatabaseService(application: application), RevocationService(application: application),
            ]
            if !withoutJobs {
                services.append(
                    JobRunner(application.jobs, database: application.postgres.database, logger: application.logger))
            }
            services.append(ReloadService(application: application))
            services.append(try webService(application, settings, accessLog: pipeline))
            try await runServices(services, application, settings)
        }
    }

    private func webService(
        _ application: Application, _ settings: Settings, accessLog: any AccessLog
    ) throws -> WebService {
        let readiness = Readiness()
        let health = HealthRoutes(
            checks: application.healthChecks, readiness: readiness, version: Build.version,
            environment: settings.environment.rawValue)
        let description = OpenAPIDocument(routes: application.api + health.routes, info: .stoa)
        let api = try HTTPServer(
            configuration: settings.http, executors: application.executors,
            routes: application.api + health.routes + [description.route], middleware: application.middleware,
            transactions: application.transactions, errorMapping: httpError, accessLog: accessLog,
            logger: application.logger)
        let management = try HTTPServer(
            configuration: settings.management, executors: application.executors,
            routes: health.routes + [PoolRoute(database: application.postgres).route], logger: application.logger)
        return WebService(
            api: api, management: management, readiness: readiness, settings: settings, logger: application.logger)
    }
}

/// Runs services until a signal ends them; the last one is stopped first.
func runServices(_ services: [any Service], _ application: Application, _ settings: Settings) async throws {
    var configuration = ServiceGroupConfiguration(
        services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
        logger: application.logger)
    // The web service keeps the grace itself; this is for what hangs all the same.
    configuration.maximumGracefulShutdownDuration =
        settings.shutdownGrace + settings.shutdownDelay + .seconds(5)
    do {
        try await ServiceGroup(configuration: configuration).run()
    } catch {
        application.logger.error("Ended with an error", metadata: ["cause": "\(error)"])
        throw error
    }
    try await application.auth.stop()
    application.logger.notice("Ended")
}
