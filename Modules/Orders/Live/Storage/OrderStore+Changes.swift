import Orders
import Persistence
import Products
import SharedKernel

extension OrderStore {
    /// What only the database can say of a new order.
    struct Placed: Sendable {
        let number: String
        let reservedUntil: Timestamp
        let createdAt: Timestamp
    }

    /// Writes an order and its lines, in one statement. Its stock is set aside for 30 minutes from now.
    func insert(
        _ id: OrderID, for user: UserID, items: [OrderItem], total: Money, shippingAddress: UniqueID?,
        in transaction: Transaction
    ) async throws -> Placed {
        let placed = try await transaction.queryFirst(
            """
            WITH next AS (
                SELECT nextval('orders.order_numbers')::text AS number
            ), placed AS (
                INSERT INTO orders.orders (id, number, user_id, currency, total_amount, shipping_address_id, reserved_until)
                SELECT \(id), 'S-' || to_char(now() AT TIME ZONE 'UTC', 'YYYY') || '-'
                        || lpad(next.number, greatest(6, length(next.number)), '0'),
                    \(user), \(total.currency.code), \(total.amount), \(shippingAddress.sqlParameter),
                    now() + interval '30 minutes'
                FROM next RETURNING number, reserved_until, created_at
            ), lines AS (
                INSERT INTO orders.items (order_id, id, position, product_id, sku, name, unit_price, quantity)
                SELECT \(id), line.id, line.ordinality - 1, product_id, sku, name, unit_price, quantity
                FROM \(Self.lines(items))
            )
            SELECT number, reserved_until, created_at FROM placed
            """
        ) { row in
            Placed(number: try row.next(), reservedUntil: try row.next(), createdAt: try row.next())
        }
        guard let placed else { throw PersistenceError.decoding("an order was written and nothing came back") }
        return placed
    }

    /// The lines as rows. Each array stands in a subquery because PostgreSQL would otherwise plan anew for each length.
    private static func lines(_ items: [OrderItem]) -> SQL {
        let ids = SQLParameter.uuidArray(items.map(\.id.value))
        let products = SQLParameter.uuidArray(items.map(\.product.value))
        let skus = SQLParameter.textArray(items.map(\.sku))
        let names = SQLParameter.textArray(items.map(\.name))
        let prices = SQLParameter.int8Array(items.map(\.unitPrice.amount))
        let quantities = SQLParameter.int8Array(items.map(\.quantity))
        return """
            unnest((SELECT \(ids)), (SELECT \(products)), (SELECT \(skus)), (SELECT \(names)), (SELECT \(prices)),
                (SELECT \(quantities)))
            WITH ORDINALITY AS line (id, product_id, sku, name, unit_price, quantity, ordinality)
            """
    }

    /// Cancels at most `count` pending orders whose reservation has run out, and returns what they had reserved.
    ///
    /// Orders that another transaction holds are left to it.
    func cancelExpired(atMost count: Int, in transaction: Transaction) async throws -> [StockReservation] {
        var lines: [UniqueID: [StockLine]] = [:]
        _ = try await transaction.query(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM orders.orders WHERE status = 'pending' AND reserved_until <= now()
                ORDER BY reserved_until LIMIT \(literal: count) FOR UPDATE SKIP LOCKED
            ), cancelled AS (
                UPDATE orders.orders o
                SET status = 'cancelled', reserved_until = NULL, version = version + 1, updated_at = now()
                FROM due WHERE o.id = due.id RETURNING o.id
            )
            SELECT i.order_id, i.product_id, i.quantity FROM cancelled JOIN orders.items i ON i.order_id = cancelled.id
            """
        ) { row in
            let order = try row.next(UniqueID.self)
            lines[order, default: []].append(StockLine(product: try row.next(), quantity: try row.next()))
        }
        return lines.map { StockReservation(order: $0.key, lines: $0.value) }
    }
}
