import Orders
import Persistence
import SharedKernel

/// Which orders a page shows.
struct OrderFilter: Sendable {
    /// `nil` for everyone's.
    var user: UserID?
    /// `nil` for every status.
    var status: OrderStatus?
    /// Only orders placed after it.
    var createdAfter: Timestamp?
}

/// The order that a page begins after.
struct OrderPosition: Hashable, Sendable {
    let createdAt: Timestamp
    let id: OrderID
}

extension OrderStore {
    /// At most `count` orders from `position` on, newest first, whole, in one statement.
    func page(_ filter: OrderFilter, after position: OrderPosition?, count: Int) async throws -> [Order] {
        var rows = OrderRows()
        _ = try await database.read(Self.page(filter, position, count)) { try rows.add(&$0) }
        return rows.orders()
    }

    /// Sorted twice, but only once in fact: the inner order is that of an index, and the join keeps it.
    static func page(_ filter: OrderFilter, _ position: OrderPosition?, _ count: Int) -> SQL {
        """
        SELECT \(OrderRows.columns) FROM (
            SELECT * FROM orders.orders o WHERE \(conditions(filter, position))
            ORDER BY o.created_at DESC, o.id DESC LIMIT \(literal: count)
        ) o \(OrderRows.joins) ORDER BY o.created_at DESC, o.id DESC
        """
    }

    private static func conditions(_ filter: OrderFilter, _ position: OrderPosition?) -> SQL {
        var all: SQL = if let user = filter.user { "o.user_id = \(user)" } else { "true" }
        if let status = filter.status { all = "\(all) AND o.status = \(status.rawValue)" }
        if let time = filter.createdAfter { all = "\(all) AND o.created_at > \(time)" }
        if let position {
            all = "\(all) AND (o.created_at, o.id) < (\(position.createdAt), \(position.id))"
        }
        return all
    }
}
