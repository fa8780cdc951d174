import Persistence
import SharedKernel
import Users

/// Which accounts a page shows.
struct AccountFilter: Sendable {
    var email: EmailAddress?
    var role: Role?
    /// Only accounts made after it.
    var createdAfter: Timestamp?
}

/// The account that a page begins after.
struct AccountPosition: Hashable, Sendable {
    let createdAt: Timestamp
    let id: UserID
}

extension AccountStore {
    /// At most `count` accounts from `position` on, the newest first, disabled ones included.
    func page(_ filter: AccountFilter, after position: AccountPosition?, count: Int) async throws -> [Account] {
        try await database.read(
            """
            SELECT \(columns) FROM users.accounts WHERE deleted_at IS NULL\(Self.conditions(filter, position))
            ORDER BY created_at DESC, id DESC LIMIT \(literal: count)
            """, decode: Account.init(row:))
    }

    private static func conditions(_ filter: AccountFilter, _ position: AccountPosition?) -> SQL {
        var all: SQL = ""
        if let email = filter.email { all = "\(all) AND email = \(email.text)" }
        if let role = filter.role { all = "\(all) AND role = \(role.rawValue)" }
        if let time = filter.createdAfter { all = "\(all) AND created_at > \(time)" }
        if let position { all = "\(all) AND (created_at, id) < (\(position.createdAt), \(position.id))" }
        return all
    }
}
