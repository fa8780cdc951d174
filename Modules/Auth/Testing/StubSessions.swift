public import Auth
public import Persistence
public import SharedKernel
import Synchronization

/// Has no sessions, but remembers whose were ended.
public final class StubSessions: SessionEnding {
    private let users = Mutex<[UserID]>([])

    /// Nobody's sessions were ended yet.
    public init() {}

    /// Whose sessions were ended by transactions that committed, in order.
    public var usersSignedOut: [UserID] { users.withLock { $0 } }

    public func endSessions(of user: UserID, in transaction: Transaction) async throws {
        transaction.afterCommit { self.users.withLock { $0.append(user) } }
    }
}
