import ArgumentParser
import JobsLive
import Logging
import PersistenceLive
import ServiceLifecycle
import Telemetry

/// `stoa jobs`
struct JobsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs", abstract: "Runs the jobs only; any number of instances share them.")

    func run() async throws {
        try await exiting {
            let settings = try await Settings.load()
            let pipeline = LogPipeline(settings.log)
            pipeline.bootstrap()
            defer { pipeline.end() }
            let application = try await Application(settings, logger: Logger(label: "stoa"))
            try await runServices(
                [
                    DatabaseService(application: application),
                    JobRunner(application.jobs, database: application.postgres.database, logger: application.logger),
                ], application, settings)
        }
    }
}
