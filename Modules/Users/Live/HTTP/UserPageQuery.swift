import HTTPKernel
import SharedKernel
import Users

/// Which page of accounts an admin asks for.
struct UserPageQuery: WireType {
    let limit: Int64?
    let cursor: String?
    let email: EmailAddress?
    let role: Role?
    let createdAfter: Timestamp?

    var filter: AccountFilter { AccountFilter(email: email, role: role, createdAfter: createdAfter) }

    static let wire = Wire<UserPageQuery>.object(
        "UserPageQuery", field("limit", \.limit, .range(PageLimit.range)), field("cursor", \.cursor),
        field("email", \.email, as: .optional(.emailAddress)), field("role", \.role),
        field("createdAfter", \.createdAfter), make: UserPageQuery.init)
}

extension AccountFilter {
    /// The query that a cursor belongs to. The length of the page is no part of it.
    var text: String {
        let parts = [email?.text, role?.rawValue, createdAfter.map { String($0.microseconds) }]
        return "users " + parts.map { $0 ?? "" }.joined(separator: " ")
    }
}

extension AccountPosition {
    /// The position in a cursor. Throws `INVALID_CURSOR`.
    init(_ cursor: PageCursor) throws {
        guard cursor.position.count == 2, let microseconds = Int64(cursor.position[0]),
            let id = UniqueID(cursor.position[1])
        else { throw HTTPError.invalidCursor }
        self.init(createdAt: Timestamp(microseconds: microseconds), id: UserID(id))
    }

    var cursor: PageCursor { PageCursor([String(createdAt.microseconds), id.description]) }
}
