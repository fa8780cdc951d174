public import Auth
public import Persistence
public import SharedKernel
import Synchronization

/// Keeps no passwords, but remembers for whom one was set. Its hashes are none: nobody can sign in with them.
public final class StubPasswords: PasswordKeeping {
    private let users = Mutex<[UserID]>([])
    private let failure: AuthError?

    /// - Parameter failure: what hashing throws.
    public init(failure: AuthError? = nil) { self.failure = failure }

    /// For whom a password was set, in order.
    public var usersWithPassword: [UserID] { users.withLock { $0 } }

    public func hash(_ password: Password) async throws -> PasswordHash {
        if let failure { throw failure }
        return PasswordHash(text: "$argon2id$v=19$m=8,t=1,p=1$c3R1YnN0dWI$c3R1Yg")
    }

    public func set(_ hash: PasswordHash, for user: UserID, in transaction: Transaction) async throws {
        users.withLock { $0.append(user) }
    }

    public func remove(for user: UserID, in transaction: Transaction) async throws {
        users.withLock { users in users.removeAll { $0 == user } }
    }
}
