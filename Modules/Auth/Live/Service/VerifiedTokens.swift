import Crypto
import SharedKernel
import Synchronization

/// Whom a token speaks for, once its signature has been checked.
struct VerifiedToken: Sendable {
    let principal: Principal
    /// Seconds since the Unix epoch.
    let expiresAt: Int64
}

/// SHA-256 of a token, so that the memory of the process holds no token.
struct TokenFingerprint: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(of token: String) {
        var token = token
        let digest = token.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
        words = digest.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
    }

    /// Spreads evenly, since the words of a hash do.
    var shard: Int { Int(truncatingIfNeeded: words.0 & 0xFF) }

    static func == (a: Self, b: Self) -> Bool { a.words == b.words }
    func hash(into hasher: inout Hasher) { hasher.combine(words.1) }
}

/// Remembers verified tokens until they expire: at most `capacity`, in shards so that loops rarely meet at one lock.
final class VerifiedTokens: Sendable {
    private let shards: [Shard]
    private let room: Int

    private final class Shard: Sendable {
        let tokens = Mutex<[TokenFingerprint: VerifiedToken]>([:])
    }

    init(capacity: Int, shards count: Int = 16) {
        shards = (0..<count).map { _ in Shard() }
        room = max(1, capacity / count)
    }

    subscript(fingerprint: TokenFingerprint) -> VerifiedToken? {
        shard(of: fingerprint).tokens.withLock { $0[fingerprint] }
    }

    /// Remembers a token. A full shard forgets what has expired, and failing that, any one.
    func insert(_ token: VerifiedToken, as fingerprint: TokenFingerprint, now: Int64) {
        shard(of: fingerprint).tokens.withLock { tokens in
            if tokens.count >= room {
                tokens = tokens.filter { $0.value.expiresAt > now }
                if tokens.count >= room, let any = tokens.keys.first { tokens[any] = nil }
            }
            tokens[fingerprint] = token
        }
    }

    /// Forgets all, for when the keys change.
    func removeAll() {
        for shard in shards { shard.tokens.withLock { $0.removeAll() } }
    }

    /// How many are remembered.
    var count: Int { shards.reduce(0) { $0 + $1.tokens.withLock { $0.count } } }

    private func shard(of fingerprint: TokenFingerprint) -> Shard { shards[fingerprint.shard % shards.count] }
}
