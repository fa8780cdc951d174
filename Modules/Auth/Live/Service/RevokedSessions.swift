import SharedKernel
import Synchronization

/// Sessions whose access tokens are refused, until the last of these has expired. Asked on every request: in shards, so
/// that loops rarely meet at one lock.
final class RevokedSessions: Sendable {
    private let shards: [Shard]
    /// How long a session stays: as long as a token lives, and a minute for clocks that differ.
    static let memory = AccessTokens.lifetime + .seconds(60)

    private final class Shard: Sendable {
        /// Until when each is kept, in nanoseconds of the monotonic clock.
        let sessions = Mutex<[SessionID: MonotonicTime]>([:])
    }

    init(shards count: Int = 16) { shards = (0..<count).map { _ in Shard() } }

    /// Whether the tokens of a session are refused.
    func contains(_ session: SessionID) -> Bool { shard(of: session).sessions.withLock { $0[session] != nil } }

    /// Refuses the tokens of sessions that ended before `now`.
    func insert(_ ended: some Sequence<SessionID>, now: MonotonicTime) {
        let end = now.advanced(by: Self.memory)
        for session in ended { shard(of: session).sessions.withLock { $0[session] = end } }
    }

    /// Forgets those whose last token has expired.
    func forgetExpired(now: MonotonicTime) {
        for shard in shards {
            shard.sessions.withLock { sessions in sessions = sessions.filter { $0.value > now } }
        }
    }

    /// How many there are.
    var count: Int { shards.reduce(0) { $0 + $1.sessions.withLock { $0.count } } }

    private func shard(of session: SessionID) -> Shard {
        // The low bits of a version 7 id are random.
        shards[Int(truncatingIfNeeded: session.value.low & 0xFFFF) % shards.count]
    }
}
