import HTTPKernel
import Orders
import Persistence
import PersistenceLive
import PersistenceTesting
import Products
import ProductsLive
import SharedKernel
import Testing

@testable import OrdersLive

/// Products to order, in a database of its own.
struct Market {
    let db: TestDatabase
    let stock: any StockReserving & StockSelling
    var database: Database { db.database }
    var orders: OrderStore { OrderStore(database: database) }
    var service: OrderService { OrderService(orders: orders, stock: stock) }
    var life: OrderLife { OrderLife(orders: orders, stock: stock, payments: DevelopmentPayments()) }
    var editing: OrderEditing { OrderEditing(orders: orders, placing: service) }
    var module: OrdersModule {
        OrdersModule(
            database: database, stock: stock, payments: DevelopmentPayments(), tokens: TestDatabase.tokens)
    }

    /// Runs `body` with nothing for sale yet, as one request, so that its reads follow its writes.
    static func with(_ body: (Market) async throws -> Void) async throws {
        try await TestDatabase.with(configure: { $0.acquireTimeout = .seconds(20) }) { db in
            let stock = ProductsModule(database: db.database, tokens: TestDatabase.tokens).stock
            try await TestDatabase.asRequest { _ in try await body(Market(db: db, stock: stock)) }
        }
    }

    /// Puts a product up for sale.
    func offer(
        _ onHand: Int64, price: Int64 = 2999, currency: String = "USD", status: ProductStatus = .active
    ) async throws -> ProductID {
        let id = ProductID()
        try await database.transaction { transaction in
            transaction.enqueue(
                """
                INSERT INTO products.products (id, sku, name, status, price_amount, price_currency)
                VALUES (\(id), \("SKU " + id.description), 'Widget', \(status.rawValue), \(price), \(currency))
                """)
            transaction.enqueue("INSERT INTO products.stock (product_id, on_hand) VALUES (\(id), \(onHand))")
            transaction.enqueue(
                """
                INSERT INTO products.stock_movements (id, product_id, delta, reason)
                SELECT \(UniqueID()), \(id), \(onHand), 'received' WHERE \(onHand) > 0
                """)
        }
        return id
    }

    /// Places an order.
    func place(_ lines: [(ProductID, Int64)], for user: UserID) async throws -> Order {
        let order = NewOrder(
            lines: lines.map { StockLine(product: $0.0, quantity: $0.1) }, shippingAddress: nil)
        return try await database.transaction(retry: .transient) { transaction in
            try await service.place(order, for: user, in: transaction)
        }
    }

    /// What can be had of a product, by its row and by its ledger.
    func available(_ product: ProductID) async throws -> (row: Int64, ledger: Int64) {
        try #require(
            await database.readFirst(
                """
                SELECT available, coalesce((SELECT sum(delta) FROM products.stock_movements
                    WHERE product_id = s.product_id), 0)::bigint
                FROM products.stock s WHERE product_id = \(product)
                """
            ) { (try $0.next(Int64.self), try $0.next(Int64.self)) })
    }

    /// What is on hand of a product, and what of it is promised to orders.
    func stock(of product: ProductID) async throws -> (onHand: Int64, reserved: Int64) {
        try #require(
            await database.readFirst("SELECT on_hand, reserved FROM products.stock WHERE product_id = \(product)") {
                (try $0.next(Int64.self), try $0.next(Int64.self))
            })
    }

    /// Pays for an order with a token that pays.
    @discardableResult
    func pay(_ order: OrderID, token: String = "tok_any") async throws -> Order? {
        try await database.transaction(retry: .transient) { transaction in
            try await life.pay(order, visible: .everyones, token: token, by: UserID(), in: transaction)
        }
    }

    /// Cancels an order.
    @discardableResult
    func cancel(_ order: OrderID) async throws -> Order? {
        try await database.transaction(retry: .transient) { transaction in
            try await life.cancel(order, visible: .everyones, by: UserID(), in: transaction)
        }
    }

    /// Moves an order on as staff do: ships it, notes its arrival or gives its money back.
    @discardableResult
    func move(_ order: OrderID, to status: OrderStatus) async throws -> Order? {
        try await database.transaction(retry: .transient) { transaction in
            switch status {
            case .pending: nil
            case .paid: try await life.pay(order, visible: .everyones, token: "t", by: UserID(), in: transaction)
            case .shipped:
                try await life.ship(order, with: "Post", trackingNumber: "1", by: UserID(), in: transaction)
            case .delivered: try await life.deliver(order, by: UserID(), in: transaction)
            case .cancelled: try await life.cancel(order, visible: .everyones, by: UserID(), in: transaction)
            case .refunded: try await life.refund(order, by: UserID(), in: transaction)
            }
        }
    }

    /// The kinds of an order's events, oldest first.
    func timeline(of order: OrderID) async throws -> [OrderEvent.Kind] {
        try #require(await orders.events(of: order, visible: .everyones, after: 0, count: 101)).map(\.kind)
    }

    /// Everything that must hold at any moment and does not, in words.
    func broken() async throws -> [String] {
        try await database.read(
            """
            SELECT 'the ledger of ' || s.product_id || ' does not add up' FROM products.stock s
            WHERE s.on_hand - s.reserved <> (SELECT coalesce(sum(delta), 0) FROM products.stock_movements m
                WHERE m.product_id = s.product_id)
            UNION ALL
            SELECT s.product_id || ' has more or less reserved than pending orders ask for' FROM products.stock s
            WHERE s.reserved <> (SELECT coalesce(sum(i.quantity), 0) FROM orders.items i
                JOIN orders.orders o ON o.id = i.order_id WHERE o.status = 'pending' AND i.product_id = s.product_id)
            UNION ALL
            SELECT s.product_id || ' has more or less on hand than was received and not sold' FROM products.stock s
            WHERE s.on_hand <> (SELECT coalesce(sum(delta), 0) FROM products.stock_movements m
                    WHERE m.product_id = s.product_id AND m.order_id IS NULL)
                - (SELECT coalesce(sum(i.quantity), 0) FROM orders.items i JOIN orders.orders o ON o.id = i.order_id
                    WHERE o.status IN ('paid', 'shipped', 'delivered', 'refunded') AND i.product_id = s.product_id)
            UNION ALL
            SELECT o.number || ' has another total than its lines' FROM orders.orders o
            WHERE o.total_amount <> (SELECT coalesce(sum(line_total), 0) FROM orders.items WHERE order_id = o.id)
            UNION ALL
            SELECT o.number || ' has no lines' FROM orders.orders o
            WHERE NOT EXISTS (SELECT FROM orders.items WHERE order_id = o.id)
            UNION ALL
            SELECT o.number || ' has lost or doubled events' FROM orders.orders o
            WHERE o.version <> (SELECT count(*) FROM orders.events WHERE order_id = o.id)
                OR o.version <> (SELECT max(version) FROM orders.events WHERE order_id = o.id)
            UNION ALL
            SELECT o.number || ' is ' || o.status || ' and has a payment or none' FROM orders.orders o
            WHERE o.status IN ('paid', 'shipped', 'delivered', 'refunded') AND o.payment_reference IS NULL
                OR o.status = 'pending' AND o.payment_reference IS NOT NULL
            """, freshness: .latest
        ) { try $0.next(String.self) }
    }

    /// Makes every reservation run out.
    func letReservationsRunOut() async throws {
        try await database.execute(
            "UPDATE orders.orders SET reserved_until = now() - interval '1 second' WHERE status = 'pending'")
    }
}

/// A customer.
func customer(_ id: UserID = UserID()) -> Principal { Principal(userID: id, role: .customer, sessionID: nil) }
/// A member of staff.
func staff() -> Principal { Principal(userID: UserID(), role: .staff, sessionID: nil) }
