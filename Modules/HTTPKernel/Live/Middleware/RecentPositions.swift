import SharedKernel
import Synchronization

/// The last position that each user wrote through this instance, for 30 to 60 seconds and at most 200,000 users.
///
/// Two generations: the older one is dropped whole, so nothing needs to be searched for what has expired.
final class RecentPositions: Sendable {
    private static let lifetime: UInt64 = 30_000_000_000
    private static let capacity = 100_000

    private struct Generations {
        var current: [UserID: UInt64] = [:]
        var previous: [UserID: UInt64] = [:]
        var begun = MonotonicTime.now
    }

    private let generations = Mutex(Generations())

    func remember(_ position: UInt64, of user: UserID, at now: MonotonicTime = .now) {
        generations.withLock { generations in
            Self.turn(&generations, now)
            if generations.current.count >= Self.capacity {
                generations.previous = generations.current
                generations.current = [:]
            }
            generations.current[user] = max(position, generations.current[user] ?? 0)
        }
    }

    func position(of user: UserID, at now: MonotonicTime = .now) -> UInt64? {
        generations.withLock { generations in
            Self.turn(&generations, now)
            return generations.current[user] ?? generations.previous[user]
        }
    }

    private static func turn(_ generations: inout Generations, _ now: MonotonicTime) {
        let age = now.nanoseconds(since: generations.begun)
        guard age > lifetime else { return }
        generations.previous = age > 2 * lifetime ? [:] : generations.current
        generations.current = [:]
        generations.begun = now
    }
}
