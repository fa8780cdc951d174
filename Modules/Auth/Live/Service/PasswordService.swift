public import Auth
public import Persistence
public import SharedKernel

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Hashes passwords on threads of its own and keeps the hashes.
///
/// It stands apart from ``AuthModule`` because Users needs it, and ``AuthModule`` needs Users' directory.
public struct PasswordService: PasswordKeeping {
    private let cost: Argon2Parameters
    private let pool: HashingPool
    /// What a password is compared with when there is no account, so that the answer takes the same time.
    let decoy: PasswordHash

    /// How many may wait for a thread. At 20 ms a hash and two threads the last of them waits 0.6 s.
    static let waiting = 64

    /// Starts the threads: half as many as there are cores, from 1 to 4. Throws when the costs are out of bounds.
    public init(cost: Argon2Parameters = Argon2Parameters()) throws {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        try self.init(cost: cost, threads: min(max(cores / 2, 1), 4), waiting: Self.waiting)
    }

    init(cost: Argon2Parameters, threads: Int, waiting: Int) throws {
        self.cost = cost
        decoy = PasswordHash(text: try Argon2id.hash("no account has this password", cost))
        pool = HashingPool(threads: threads, waiting: waiting)
    }

    public func hash(_ password: Password) async throws -> PasswordHash {
        PasswordHash(text: try await pool.run { [cost] in try Argon2id.hash(password.text, cost) })
    }

    public func set(_ hash: PasswordHash, for user: UserID, in transaction: Transaction) async throws {
        CredentialStore.set(hash, for: user, in: transaction)
    }

    public func remove(for user: UserID, in transaction: Transaction) async throws {
        CredentialStore.remove(user, in: transaction)
    }

    /// Whether `attempt` is the password in `hash`. Without a hash it takes as long, and the answer is no.
    func matches(_ attempt: String, _ hash: PasswordHash?) async throws -> Bool {
        let stored = (hash ?? decoy).text
        let isRight = try await pool.run { try Argon2id.verify(attempt, against: stored) }
        return isRight && hash != nil
    }

    /// Whether `hash` was made at a lower cost than is asked for now.
    func isOutdated(_ hash: PasswordHash) -> Bool {
        guard let old = Argon2id.cost(of: hash.text) else { return true }
        return old.memoryKiB < cost.memoryKiB || old.time < cost.time || old.parallelism < cost.parallelism
    }

    /// Runs `work` that blocks, such as reading files, on one of the threads.
    func offLoop<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T { try await pool.run(work) }

    /// Ends the threads once the hashes that they are computing are done.
    public func stop() async throws { try await pool.stop() }
}
