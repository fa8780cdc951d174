import Persistence
import Products
import SharedKernel

/// What is in stock, in the database.
///
/// Whatever changes the stock of several products locks their rows first, in the order of the ids, with a statement of
/// its own, so that the next one meets no row that others are changing. One statement that locked, decided and changed
/// was seen to reserve more than there was.
struct StockStore: Sendable {
    let database: Database

    /// What was found of one product that an order asks for.
    struct Found: Sendable {
        let product: ReservedProduct
        let status: ProductStatus
        let available: Int64
    }

    /// Locks the stock of products and returns what there is of each, in the order of the ids; it stays so until the
    /// transaction ends. The array stands in a subquery because PostgreSQL would otherwise plan anew for each length.
    func lock(_ products: [ProductID], in transaction: Transaction) async throws -> [Found] {
        try await transaction.query(
            """
            SELECT p.id, p.sku, p.name, p.price_amount, p.price_currency, p.status, s.available
            FROM products.stock s JOIN products.products p ON p.id = s.product_id AND p.deleted_at IS NULL
            WHERE s.product_id = ANY ((SELECT \(SQLParameter.uuidArray(products.map(\.value))))::uuid[])
            ORDER BY s.product_id FOR UPDATE OF s
            """
        ) { row in
            let product = ReservedProduct(
                id: try row.next(), sku: try row.next(), name: try row.next(), price: try row.nextMoney())
            return Found(product: product, status: try row.nextStatus(), available: try row.next())
        }
    }

    /// Sets lines aside whose stock is locked and was found to suffice. It travels with the next statement.
    /// - Parameter lines: one a product.
    func reserve(_ lines: [StockLine], for order: UniqueID, in transaction: Transaction) {
        let movements = SQLParameter.uuidArray(lines.map { _ in UniqueID() })
        transaction.enqueue(
            """
            WITH wanted AS (
                SELECT * FROM unnest((SELECT \(Self.products(lines))), (SELECT \(Self.quantities(lines))),
                    (SELECT \(movements))) AS line (product_id, quantity, movement_id)
            ), reserved AS (
                UPDATE products.stock s SET reserved = s.reserved + wanted.quantity FROM wanted
                WHERE s.product_id = wanted.product_id
            )
            INSERT INTO products.stock_movements (id, product_id, delta, reason, order_id)
            SELECT movement_id, product_id, -quantity, 'reserved', \(order) FROM wanted
            """)
    }

    /// Gives reservations back, any number of orders at once.
    func release(_ reservations: [StockReservation], in transaction: Transaction) async throws {
        let returned = reservations.flatMap { reservation in
            reservation.lines.map { (order: reservation.order, line: $0) }
        }
        let lines = returned.map(\.line)
        let orders = SQLParameter.uuidArray(returned.map(\.order))
        let movements = SQLParameter.uuidArray(returned.map { _ in UniqueID() })
        lockRows(of: lines, in: transaction)
        try await transaction.execute(
            """
            WITH returned AS MATERIALIZED (
                SELECT * FROM unnest((SELECT \(movements)), (SELECT \(orders)), (SELECT \(Self.products(lines))),
                    (SELECT \(Self.quantities(lines)))) AS line (movement_id, order_id, product_id, quantity)
            ), released AS (
                UPDATE products.stock s SET reserved = s.reserved - sums.quantity
                FROM (SELECT product_id, sum(quantity)::bigint AS quantity FROM returned GROUP BY product_id) sums
                WHERE s.product_id = sums.product_id
            )
            INSERT INTO products.stock_movements (id, product_id, delta, reason, order_id)
            SELECT movement_id, product_id, quantity, 'released', order_id FROM returned
            """)
    }

    /// Locks the stock of the lines' products, in the order of the ids. It travels with the next statement.
    func lockRows(of lines: [StockLine], in transaction: Transaction) {
        transaction.enqueue(
            """
            SELECT FROM products.stock WHERE product_id = ANY ((SELECT \(Self.products(lines)))::uuid[])
            ORDER BY product_id FOR UPDATE
            """)
    }

    static func products(_ lines: [StockLine]) -> SQLParameter { .uuidArray(lines.map(\.product.value)) }

    static func quantities(_ lines: [StockLine]) -> SQLParameter { .int8Array(lines.map(\.quantity)) }
}
