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
    let stock: any StockReserving
    var database: Database { db.database }
    var orders: OrderStore { OrderStore(database: database) }
    var service: OrderService { OrderService(orders: orders, stock: stock) }
    var module: OrdersModule { OrdersModule(database: database, stock: stock, tokens: TestDatabase.tokens) }

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
