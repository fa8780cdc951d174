import Persistence

/// When each job is due, in the database that all instances share.
struct ScheduleStore: Sendable {
    let database: Database

    /// Takes the tick of a schedule, if it is due and no other instance has taken it. The first look at a new schedule
    /// takes its first tick.
    ///
    /// The clock is the database's, so that the clocks of the instances do not matter.
    func claim(_ name: String, every interval: Duration) async throws -> Bool {
        let seconds = interval / .seconds(1)
        let touched = try await database.execute(
            """
            INSERT INTO jobs.schedules AS schedule (name, next_run_at, last_run_at)
            VALUES (\(name), now() + make_interval(secs => \(seconds)), now())
            ON CONFLICT (name) DO UPDATE SET next_run_at = excluded.next_run_at, last_run_at = now()
            WHERE schedule.next_run_at <= now()
            """)
        return touched > 0
    }
}
