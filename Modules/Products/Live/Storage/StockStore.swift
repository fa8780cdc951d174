import Persistence
import Products
import SharedKernel

/// What is in stock, in the database.
struct StockStore: Sendable {
    let database: Database

    /// What was found of one product that an order asks for.
    struct Found: Sendable {
        let product: ReservedProduct
        let status: ProductStatus
        /// Before the reservation.
        let available: Int64
    }

    /// Sets `lines` aside if every one of them can be, and nothing otherwise; returns what was found of each, in the
    /// order of the ids, so that the caller can tell which it was and why.
    ///
    /// One statement. The rows are locked in the order of the ids and read again after the wait, so what it decides on
    /// holds until the transaction ends. The arrays stand in subqueries because PostgreSQL would otherwise plan anew
    /// for each length of them.
    /// - Parameter lines: one a product.
    func reserve(_ lines: [StockLine], for order: UniqueID, in transaction: Transaction) async throws -> [Found] {
        let products = SQLParameter.uuidArray(lines.map(\.product.value))
        let quantities = SQLParameter.int8Array(lines.map(\.quantity))
        let movements = SQLParameter.uuidArray(lines.map { _ in UniqueID() })
        return try await transaction.query(
            """
            WITH wanted AS (
                SELECT * FROM unnest((SELECT \(products)), (SELECT \(quantities)), (SELECT \(movements)))
                    AS line (product_id, quantity, movement_id)
            ), locked AS MATERIALIZED (
                SELECT p.id, p.sku, p.name, p.price_amount, p.price_currency, p.status, s.available,
                    wanted.quantity, wanted.movement_id
                FROM wanted
                JOIN products.stock s ON s.product_id = wanted.product_id
                JOIN products.products p ON p.id = s.product_id AND p.deleted_at IS NULL
                ORDER BY s.product_id FOR UPDATE OF s
            ), verdict AS MATERIALIZED (
                SELECT count(*) = \(lines.count) AND bool_and(status = 'active' AND available >= quantity) AS all_fit
                FROM locked
            ), reserved AS (
                UPDATE products.stock s SET reserved = s.reserved + locked.quantity FROM locked
                WHERE s.product_id = locked.id AND (SELECT all_fit FROM verdict)
                RETURNING s.product_id, locked.quantity, locked.movement_id
            ), ledger AS (
                INSERT INTO products.stock_movements (id, product_id, delta, reason, order_id)
                SELECT movement_id, product_id, -quantity, 'reserved', \(order) FROM reserved
            )
            SELECT id, sku, name, price_amount, price_currency, status, available FROM locked
            """
        ) { row in
            let product = ReservedProduct(
                id: try row.next(), sku: try row.next(), name: try row.next(), price: try row.nextMoney())
            return Found(product: product, status: try row.nextStatus(), available: try row.next())
        }
    }

    /// Gives reservations back. One statement for any number of orders, with the locks in the order of the ids.
    func release(_ reservations: [StockReservation], in transaction: Transaction) async throws {
        let returned = reservations.flatMap { reservation in
            reservation.lines.map { (order: reservation.order, line: $0) }
        }
        let orders = SQLParameter.uuidArray(returned.map(\.order))
        let products = SQLParameter.uuidArray(returned.map(\.line.product.value))
        let quantities = SQLParameter.int8Array(returned.map(\.line.quantity))
        let movements = SQLParameter.uuidArray(returned.map { _ in UniqueID() })
        try await transaction.execute(
            """
            WITH returned AS MATERIALIZED (
                SELECT * FROM unnest((SELECT \(movements)), (SELECT \(orders)), (SELECT \(products)), (SELECT \(quantities)))
                    AS line (movement_id, order_id, product_id, quantity)
            ), sums AS (
                SELECT product_id, sum(quantity)::bigint AS quantity FROM returned GROUP BY product_id
            ), locked AS MATERIALIZED (
                SELECT s.product_id, sums.quantity
                FROM sums JOIN products.stock s ON s.product_id = sums.product_id
                ORDER BY s.product_id FOR UPDATE OF s
            ), released AS (
                UPDATE products.stock s SET reserved = s.reserved - locked.quantity FROM locked
                WHERE s.product_id = locked.product_id
            )
            INSERT INTO products.stock_movements (id, product_id, delta, reason, order_id)
            SELECT movement_id, product_id, quantity, 'released', order_id FROM returned
            """)
    }
}
