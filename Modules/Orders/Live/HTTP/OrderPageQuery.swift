import HTTPKernel
import Orders
import SharedKernel

/// Which page of orders a client asks for.
struct OrderPageQuery: WireType {
    let limit: Int64?
    let cursor: String?
    let userId: UserID?
    let status: OrderStatus?
    let createdAfter: Timestamp?

    static let wire = Wire.object(
        "OrderPageQuery", field("limit", \.limit, .range(PageLimit.range)), field("cursor", \.cursor),
        field("userId", \.userId), field("status", \.status), field("createdAfter", \.createdAfter),
        make: OrderPageQuery.init)

    /// What the caller may see of what they ask for. Throws `FORBIDDEN` when others than staff ask for another's orders.
    func filter(for principal: Principal) throws -> OrderFilter {
        guard !principal.isAtLeast(.staff) else {
            return OrderFilter(user: userId, status: status, createdAfter: createdAfter)
        }
        guard userId == nil || userId == principal.userID else { throw HTTPError.forbidden }
        return OrderFilter(user: principal.userID, status: status, createdAfter: createdAfter)
    }
}

extension OrderFilter {
    /// The query that a cursor belongs to. The length of the page is no part of it.
    var text: String {
        let parts = [user?.description, status?.rawValue, createdAfter.map { String($0.microseconds) }]
        return "orders " + parts.map { $0 ?? "" }.joined(separator: " ")
    }
}

extension OrderPosition {
    /// The position in a cursor. Throws `INVALID_CURSOR`.
    init(_ cursor: PageCursor) throws {
        guard cursor.position.count == 2, let microseconds = Int64(cursor.position[0]),
            let id = UniqueID(cursor.position[1])
        else { throw HTTPError.invalidCursor }
        self.init(createdAt: Timestamp(microseconds: microseconds), id: OrderID(id))
    }

    var cursor: PageCursor { PageCursor([String(createdAt.microseconds), id.description]) }
}
