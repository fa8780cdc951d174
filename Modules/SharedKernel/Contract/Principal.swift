/// What an account may do. Each role may do all that the ones before it may.
public enum Role: String, Sendable, CaseIterable, Comparable {
    case customer, staff, admin

    private var rank: Int {
        switch self {
        case .customer: 0
        case .staff: 1
        case .admin: 2
        }
    }

    public static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }
}

/// Who is calling, once their token has been verified.
public struct Principal: Hashable, Sendable {
    /// The account.
    public let userID: UserID
    /// What it may do.
    public let role: Role
    /// The signed-in device; `nil` for a machine's key.
    public let sessionID: SessionID?

    /// A verified caller.
    public init(userID: UserID, role: Role, sessionID: SessionID?) {
        self.userID = userID
        self.role = role
        self.sessionID = sessionID
    }

    /// Whether the caller may do what `role` may.
    public func isAtLeast(_ role: Role) -> Bool { self.role >= role }
}
