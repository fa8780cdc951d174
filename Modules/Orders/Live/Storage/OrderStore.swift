import Orders
import Persistence
import Products
import SharedKernel

/// Orders in the database.
struct OrderStore: Sendable {
    let database: Database

    /// Whose orders a caller may see.
    enum Visibility: Sendable {
        case everyones
        case only(UserID)
    }

    /// The order; `nil` when there is none that may be seen. One statement.
    func order(_ id: OrderID, visible: Visibility) async throws -> Order? {
        var rows = OrderRows()
        _ = try await database.read(
            """
            SELECT \(OrderRows.columns) FROM orders.orders o \(OrderRows.joins)
            WHERE o.id = \(id)\(Self.condition(visible))
            """
        ) { try rows.add(&$0) }
        return rows.orders().first
    }

    static func condition(_ visible: Visibility) -> SQL {
        switch visible {
        case .everyones: ""
        case .only(let user): " AND o.user_id = \(user)"
        }
    }
}
