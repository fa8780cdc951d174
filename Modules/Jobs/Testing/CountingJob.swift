public import Jobs
import Synchronization

/// A job that counts its runs, for tests of what runs jobs.
public final class CountingJob: Sendable {
    /// How a run ends.
    public enum Outcome: Sendable {
        case success
        case failure
        /// It runs until it is cancelled.
        case endless
    }

    /// What a failing run throws.
    public struct Failure: Error {}

    private let runs = Mutex(0)
    private let outcome: Outcome

    /// A job whose every run ends like that.
    public init(_ outcome: Outcome = .success) { self.outcome = outcome }

    /// How many runs have begun.
    public var count: Int { runs.withLock { $0 } }

    /// The job under a name.
    public func scheduled(_ name: String, every interval: Duration) -> ScheduledJob {
        ScheduledJob(name: name, every: interval) {
            self.runs.withLock { $0 += 1 }
            switch self.outcome {
            case .success: break
            case .failure: throw Failure()
            case .endless: while true { try await Task.sleep(for: .seconds(3600)) }
            }
        }
    }
}
