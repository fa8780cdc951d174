import Jobs
import JobsTesting
import Logging
import Persistence
import PersistenceTesting
import ServiceLifecycle
import SharedKernel
import Synchronization
import Testing

@testable import JobsLive

@Suite struct JobRunnerTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `of many instances one runs a tick`() async throws {
        try await TestDatabase.with { db in
            let job = CountingJob()
            let scheduled = job.scheduled("test.once", every: .seconds(3600))
            await withDiscardingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask { [logger, database = db.database] in
                        await JobRunner([scheduled], database: database, logger: logger).tick()
                    }
                }
            }
            #expect(job.count == 1)
        }
    }

    @Test func `a job runs again when its interval has passed, and not before`() async throws {
        try await TestDatabase.with { db in
            let job = CountingJob()
            let runner = JobRunner(
                [job.scheduled("test.again", every: .seconds(3600))], database: db.database, logger: logger)
            await runner.tick()
            await runner.tick()
            #expect(job.count == 1)
            try await db.database.execute("UPDATE jobs.schedules SET next_run_at = now() - interval '1 second'")
            await runner.tick()
            #expect(job.count == 2)
            let wait = try #require(
                await db.database.readFirst(
                    "SELECT extract(epoch FROM next_run_at - last_run_at)::float8 FROM jobs.schedules",
                    freshness: .latest
                ) { try $0.next(Double.self) })
            #expect(wait == 3600)
        }
    }

    @Test func `a job that fails keeps no other from running`() async throws {
        try await TestDatabase.with { db in
            let failing = CountingJob(.failure)
            let sound = CountingJob()
            await JobRunner(
                [
                    failing.scheduled("test.failing", every: .seconds(60)),
                    sound.scheduled("test.sound", every: .seconds(60)),
                ], database: db.database, logger: logger
            ).tick()
            #expect(failing.count == 1 && sound.count == 1)
        }
    }

    @Test func `a run that takes too long is cancelled`() async throws {
        try await TestDatabase.with { db in
            let job = CountingJob(.endless)
            await JobRunner(
                [job.scheduled("test.endless", every: .seconds(60))], database: db.database,
                deadline: .milliseconds(20), logger: logger
            ).tick()
            #expect(job.count == 1)
        }
    }

    @Test func `a run has a context of its own`() async throws {
        try await TestDatabase.with { db in
            let seen = Mutex<[String]>([])
            let job = ScheduledJob(name: "test.context", every: .seconds(60)) {
                let context = RequestContext.current?.correlationID ?? "none"
                seen.withLock { $0.append(context) }
            }
            await JobRunner([job], database: db.database, logger: logger).tick()
            let ids = seen.withLock { $0 }
            #expect(ids.count == 1 && ids[0].hasPrefix("job-") && UniqueID(ids[0].dropFirst(4)) != nil)
        }
    }

    @Test func `shutting down lets the run that has begun end, and begins no other`() async throws {
        try await TestDatabase.with { db in
            let (began, beginning) = AsyncStream<Void>.makeStream()
            let ended = Mutex(0)
            let job = ScheduledJob(name: "test.drain", every: .milliseconds(1)) {
                beginning.yield()
                // It ends only once the shutdown has reached the runner, which must not begin another.
                try await gracefulShutdown()
                ended.withLock { $0 += 1 }
            }
            let group = ServiceGroup(
                services: [JobRunner([job], database: db.database, logger: logger)], logger: logger)
            async let running: Void = group.run()
            for await _ in began { break }
            await group.triggerGracefulShutdown()
            try await running
            #expect(ended.withLock { $0 } == 1)
        }
    }

    @Test(arguments: 1...40)
    func `the wait after failures grows to a minute and no further`(failures: Int) {
        let pause = Pause.afterFailures(failures)
        #expect(pause >= .milliseconds(500) && pause <= .seconds(60))
        #expect(failures < 6 || pause >= .seconds(30))
    }
}
