/// Work that is done again and again, once a tick for the whole fleet however many instances run.
public struct ScheduledJob: Sendable {
    /// Names the schedule in the database and in logs: `orders.release-expired`.
    public let name: String
    /// From the start of one run to the earliest start of the next.
    public let interval: Duration
    /// The work. It may be run again after a crash, so it must bear that; it ends soon after its task is cancelled.
    public let run: @Sendable () async throws -> Void

    /// Work to be done every `interval`.
    public init(name: String, every interval: Duration, run: @escaping @Sendable () async throws -> Void) {
        self.name = name
        self.interval = interval
        self.run = run
    }
}
