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

    /// Writes an order, its lines and its first event, in one statement. Its stock is set aside for 30 minutes from now.
    func insert(
        _ id: OrderID, for user: UserID, items: [OrderItem], total: Money, shippingAddress: UniqueID?,
        in transaction: Transaction
    ) async throws -> Placed {
        let event = NewOrderEvent(kind: .placed, actor: user, amount: total)
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
            ), event AS (
                INSERT INTO orders.events (order_id, version, id, type, actor, data)
                SELECT \(id), 1, \(OrderEventID()), 'placed', \(user), \(event.data)
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
    /// Orders that another transaction holds are left to it. Nobody did it, so the event has no actor.
    func cancelExpired(atMost count: Int, in transaction: Transaction) async throws -> [StockReservation] {
        let events = SQLParameter.uuidArray((0..<count).map { _ in UniqueID() })
        let cancelled = try await transaction.query(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM orders.orders WHERE status = 'pending' AND reserved_until <= now()
                ORDER BY reserved_until LIMIT \(literal: count) FOR UPDATE SKIP LOCKED
            ), cancelled AS (
                UPDATE orders.orders o
                SET status = 'cancelled', reserved_until = NULL, version = version + 1, updated_at = now()
                FROM due WHERE o.id = due.id AND o.status = 'pending' RETURNING o.id, o.version
            ), told AS (
                INSERT INTO orders.events (order_id, version, id, type)
                SELECT numbered.id, numbered.version, event.id, 'cancelled'
                FROM (SELECT id, version, row_number() OVER () AS n FROM cancelled) numbered
                JOIN unnest((SELECT \(events))) WITH ORDINALITY AS event (id, n) ON event.n = numbered.n
            )
            SELECT id FROM cancelled
            """
        ) { try $0.next(UniqueID.self) }
        return cancelled.isEmpty ? [] : try await reservations(of: cancelled, in: transaction)
    }

    /// What orders that the transaction holds have reserved. A statement of its own, because it must see the edits that
    /// were committed while the orders were being locked.
    private func reservations(
        of orders: [UniqueID], in transaction: Transaction
    ) async throws -> [StockReservation] {
        var lines: [UniqueID: [StockLine]] = [:]
        _ = try await transaction.query(
            """
            SELECT order_id, product_id, quantity FROM orders.items
            WHERE order_id = ANY ((SELECT \(SQLParameter.uuidArray(orders)))::uuid[])
            """
        ) { row in
            let order = try row.next(UniqueID.self)
            lines[order, default: []].append(StockLine(product: try row.next(), quantity: try row.next()))
        }
        return lines.map { StockReservation(order: $0.key, lines: $0.value) }
    }
}
