public import Auth
public import SharedKernel
import Synchronization

/// Knows the tokens that it was told of, and takes every other for a false one.
public final class StubTokenVerifier: TokenVerifying {
    private let principals = Mutex<[String: Principal]>([:])

    /// Knows no token yet.
    public init() {}

    /// A token for a caller with `role`, and for `user` where one is given.
    public func token(for role: Role, user: UserID = UserID()) -> String {
        let token = "stub-\(UniqueID())"
        let principal = Principal(userID: user, role: role, sessionID: SessionID())
        principals.withLock { $0[token] = principal }
        return token
    }

    public func principal(of token: String) async throws -> Principal {
        guard let principal = principals.withLock({ $0[token] }) else { throw AuthError.tokenInvalid }
        return principal
    }
}
