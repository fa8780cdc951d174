import Orders
import Persistence
import Products
import SharedKernel

/// Puts orders together from rows of one order and one of its lines each.
struct OrderRows {
    private var found: [(head: Head, items: [(position: Int64, item: OrderItem)])] = []

    private struct Head {
        let id: OrderID
        let number: String
        let user: UserID
        let status: OrderStatus
        let total: Money
        let reservedUntil: Timestamp?
        let createdAt: Timestamp
        let updatedAt: Timestamp
    }

    /// The columns of every statement that reads orders, over `o`, the rows of `orders.orders` that it chose.
    static let columns: SQL = """
        o.id, o.currency, i.id, i.position, i.product_id, i.sku, i.name, i.unit_price, i.quantity, i.line_total,
        o.number, o.user_id, o.status, o.total_amount, o.reserved_until, o.created_at, o.updated_at
        """
    /// What they come from besides `o`. Every order has lines. `OFFSET 0` keeps PostgreSQL from turning the join into a
    /// hash join, which reads every line there is for the sake of 20 orders.
    static let joins: SQL = """
        JOIN LATERAL (
            SELECT id, position, product_id, sku, name, unit_price, quantity, line_total FROM orders.items
            WHERE order_id = o.id OFFSET 0
        ) i ON true
        """

    /// Takes the next row. The rows of one order follow each other, its lines in any order.
    mutating func add(_ row: inout Row) throws {
        let id = try row.next(OrderID.self)
        let code = try row.next(String.self)
        guard let currency = Currency(code) else { throw PersistenceError.decoding("there is no currency \(code)") }
        let item = try Self.item(&row, currency)
        if let last = found.indices.last, found[last].head.id == id {
            found[last].items.append(item)
        } else {
            found.append((try Self.head(id, &row, currency), [item]))
        }
    }

    /// The orders in the order of the rows, each with its lines in theirs.
    func orders() -> [Order] {
        found.map { head, items in
            Order(
                id: head.id, number: head.number, user: head.user, status: head.status,
                items: items.sorted { $0.position < $1.position }.map(\.item), total: head.total,
                reservedUntil: head.reservedUntil, createdAt: head.createdAt, updatedAt: head.updatedAt)
        }
    }

    private static func item(_ row: inout Row, _ currency: Currency) throws -> (position: Int64, item: OrderItem) {
        let id = try row.next(OrderItemID.self)
        let position = try row.next(Int64.self)
        return (
            position,
            OrderItem(
                id: id, product: try row.next(), sku: try row.next(), name: try row.next(),
                unitPrice: Money(amount: try row.next(), currency: currency), quantity: try row.next(),
                lineTotal: Money(amount: try row.next(), currency: currency))
        )
    }

    private static func head(_ id: OrderID, _ row: inout Row, _ currency: Currency) throws -> Head {
        Head(
            id: id, number: try row.next(), user: try row.next(), status: try row.nextStatus(),
            total: Money(amount: try row.next(), currency: currency), reservedUntil: try row.nextIfPresent(),
            createdAt: try row.next(), updatedAt: try row.next())
    }
}

extension Row {
    /// The next column as an order's status.
    fileprivate mutating func nextStatus() throws -> OrderStatus {
        let text = try next(String.self)
        guard let status = OrderStatus(rawValue: text) else {
            throw PersistenceError.decoding("there is no order status \(text)")
        }
        return status
    }
}
