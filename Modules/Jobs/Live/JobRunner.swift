public import Jobs
public import Logging
public import Persistence
public import ServiceLifecycle
import SharedKernel

/// Runs scheduled jobs, each tick on one instance of the service.
///
/// Every job has a loop of its own, so that a slow one delays no other. Nothing that a job or the database does ends a
/// loop: failures are logged, and the loop waits longer and longer, up to a minute, before it tries again. When the
/// service shuts down, no new run begins, and what runs may end.
public struct JobRunner: Service {
    private let jobs: [ScheduledJob]
    private let schedules: ScheduleStore
    private let deadline: Duration
    private let logger: Logger

    /// A runner of `jobs`, whose schedules are kept in `database`.
    /// - Parameter deadline: how long one run may take; then it is cancelled.
    public init(_ jobs: [ScheduledJob], database: Database, deadline: Duration = .seconds(120), logger: Logger) {
        self.jobs = jobs
        schedules = ScheduleStore(database: database)
        self.deadline = deadline
        self.logger = logger
    }

    /// Runs the jobs until the service shuts down or the task is cancelled.
    public func run() async throws {
        await withDiscardingTaskGroup { group in
            for job in jobs { group.addTask { await keepRunning(job) } }
        }
    }

    /// Runs, one after another, the jobs that are due now, and waits for nothing else.
    public func tick() async {
        for job in jobs { _ = await runIfDue(job) }
    }

    private func keepRunning(_ job: ScheduledJob) async {
        var failures = 0
        var pause = Pause.beforeFirstLook()
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let pause = pause
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            } catch {
                return  // Only a cancellation ends a sleep early, and it ends the loop.
            }
            failures = await runIfDue(job) ? 0 : failures + 1
            pause = failures == 0 ? Pause.untilNextLook(every: job.interval) : Pause.afterFailures(failures)
        }
    }

    /// Runs the job if this instance gets its tick; `false` when that failed.
    private func runIfDue(_ job: ScheduledJob) async -> Bool {
        let context = RequestContext(correlationID: "job-\(UniqueID())", deadline: .now.advanced(by: deadline))
        var logger = logger
        logger[metadataKey: "job"] = "\(job.name)"
        return await RequestContext.$current.withValue(context) {
            do {
                guard try await schedules.claim(job.name, every: job.interval) else { return true }
                try await withDeadline(deadline, job.run)
                logger.info(
                    "Job done",
                    metadata: ["milliseconds": "\(MonotonicTime.now.nanoseconds(since: context.startedAt) / 1_000_000)"]
                )
                return true
            } catch {
                logger.error("Job failed", metadata: ["error": "\(error)"])
                return false
            }
        }
    }
}

/// How long a loop waits before it looks again.
enum Pause {
    /// Half a second to two, at random: the database is being connected, and instances start together.
    static func beforeFirstLook() -> Duration { .seconds(Double.random(in: 0.5...2)) }

    /// A quarter to half of the interval, at random, so that instances do not look at the same moment.
    static func untilNextLook(every interval: Duration) -> Duration { interval * Double.random(in: 0.25...0.5) }

    /// Full jitter (Brooker, "Exponential Backoff and Jitter"): a second doubled for each failure, at most a minute,
    /// of which half at least is waited.
    static func afterFailures(_ failures: Int) -> Duration {
        let longest = Duration.seconds(min(60, 1 << min(failures, 6)))
        return longest * Double.random(in: 0.5...1)
    }
}
