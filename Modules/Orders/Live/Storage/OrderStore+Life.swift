import Orders
import Persistence
import Products
import SharedKernel

/// An order that the transaction has locked: nobody else changes it until the transaction ends.
struct LockedOrder: Sendable {
    let order: Order
    let version: Int64
    /// What the provider calls its payment.
    let payment: String?
    /// Whether its reservation had run out when it was locked.
    let isExpired: Bool

    var reservation: StockReservation {
        StockReservation(
            order: order.id.value, lines: order.items.map { StockLine(product: $0.product, quantity: $0.quantity) })
    }
}

/// An event that is to be written with the change that it tells of.
struct NewOrderEvent: Sendable {
    let kind: OrderEvent.Kind
    /// `nil` for the service itself.
    var actor: UserID?
    var amount: Money?
    var carrier: String?
    var trackingNumber: String?
    var item: OrderItemID?
    var product: ProductID?
    var quantity: Int64?

    /// The data as PostgreSQL puts it together; what is absent is left out.
    var data: SQL {
        """
        jsonb_strip_nulls(jsonb_build_object(
            'amount', CASE WHEN \((amount?.amount).sqlParameter) IS NOT NULL THEN jsonb_build_object(
                'amount', \((amount?.amount).sqlParameter), 'currency', \((amount?.currency.code).sqlParameter)) END,
            'carrier', \(carrier.sqlParameter), 'trackingNumber', \(trackingNumber.sqlParameter),
            'itemId', \(item.sqlParameter), 'productId', \(product.sqlParameter), 'quantity', \(quantity.sqlParameter)))
        """
    }
}

extension OrderStore {
    /// Locks an order and reads it whole; `nil` when there is none that may be seen. One round trip.
    ///
    /// The lock is a statement of its own: the one that reads sees what was committed while the lock was waited for,
    /// lines included.
    func lock(_ id: OrderID, visible: Visibility, in transaction: Transaction) async throws -> LockedOrder? {
        transaction.enqueue(
            "SELECT FROM orders.orders o WHERE o.id = \(id)\(Self.condition(visible)) FOR UPDATE")
        var rows = OrderRows()
        let found = try await transaction.query(
            """
            SELECT o.version, o.payment_reference, coalesce(o.reserved_until <= clock_timestamp(), false),
                \(OrderRows.columns)
            FROM orders.orders o \(OrderRows.joins) WHERE o.id = \(id)\(Self.condition(visible))
            """
        ) { row in
            let facts = (try row.next(Int64.self), try row.nextIfPresent(String.self), try row.next(Bool.self))
            try rows.add(&row)
            return facts
        }
        guard let order = rows.orders().first, let (version, payment, isExpired) = found.first else { return nil }
        return LockedOrder(order: order, version: version, payment: payment, isExpired: isExpired)
    }

    /// The order as the transaction has left it.
    func order(_ id: OrderID, in transaction: Transaction) async throws -> Order? {
        var rows = OrderRows()
        _ = try await transaction.query(
            "SELECT \(OrderRows.columns) FROM orders.orders o \(OrderRows.joins) WHERE o.id = \(id)"
        ) { try rows.add(&$0) }
        return rows.orders().first
    }

    /// Moves a locked order to a status and tells of it, in one statement.
    func move(
        _ locked: LockedOrder, to status: OrderStatus, payment: String? = nil, _ event: NewOrderEvent,
        in transaction: Transaction
    ) async throws {
        try await change(
            locked,
            """
            status = \(status.rawValue), reserved_until = NULL,
            payment_reference = coalesce(\(payment.sqlParameter), payment_reference)
            """, event, in: transaction)
    }

    /// Changes a locked order if it still is as it was locked, and writes the event that tells of it. One statement.
    func change(
        _ locked: LockedOrder, _ assignments: SQL, _ event: NewOrderEvent, in transaction: Transaction
    ) async throws {
        let written = try await transaction.execute(
            """
            WITH changed AS (
                UPDATE orders.orders SET \(assignments), version = version + 1, updated_at = now()
                WHERE id = \(locked.order.id) AND version = \(locked.version) AND status = \(locked.order.status.rawValue)
                RETURNING id, version
            )
            INSERT INTO orders.events (order_id, version, id, type, actor, data)
            SELECT id, version, \(OrderEventID()), \(event.kind.rawValue), \(event.actor.sqlParameter), \(event.data)
            FROM changed
            """)
        // Whoever holds the lock cannot come here; the guard stands for a caller that does not.
        guard written == 1 else { throw PersistenceError.decoding("an order changed under its lock") }
    }

    /// At most `count` events of an order after a version, oldest first; `nil` when there is no order that may be seen.
    func events(
        of id: OrderID, visible: Visibility, after version: Int64, count: Int
    ) async throws -> [OrderEvent]? {
        let rows = try await database.read(
            """
            SELECT e.id, e.version, e.type, e.at, e.actor, e.data FROM orders.orders o LEFT JOIN LATERAL (
                SELECT * FROM orders.events WHERE order_id = o.id AND version > \(version)
                ORDER BY version LIMIT \(literal: count)
            ) e ON true
            WHERE o.id = \(id)\(Self.condition(visible)) ORDER BY e.version
            """
        ) { try Self.event(&$0) }
        // An order without events is one row of NULLs; no order is no row.
        return rows.isEmpty ? nil : rows.compactMap { $0 }
    }

    private static func event(_ row: inout Row) throws -> OrderEvent? {
        guard let id = try row.nextIfPresent(OrderEventID.self) else { return nil }
        let version = try row.next(Int64.self)
        let text = try row.next(String.self)
        guard let kind = OrderEvent.Kind(rawValue: text) else {
            throw PersistenceError.decoding("there is no event \(text) of orders")
        }
        return OrderEvent(
            id: id, version: version, kind: kind, at: try row.next(), actor: try row.nextIfPresent(),
            data: OrderEventData(json: try row.next(JSONText.self).text))
    }
}
