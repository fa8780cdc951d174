import Persistence
import Products
import SharedKernel

extension StockStore {
    /// Takes what an order had reserved off both what is reserved and what is on hand. The ledger stays: the reservation
    /// already wrote it.
    /// - Parameter lines: one a product.
    func sell(_ lines: [StockLine], in transaction: Transaction) async throws {
        lockRows(of: lines, in: transaction)
        try await transaction.execute(
            """
            UPDATE products.stock s SET on_hand = s.on_hand - sold.quantity, reserved = s.reserved - sold.quantity
            FROM unnest((SELECT \(Self.products(lines))), (SELECT \(Self.quantities(lines))))
                AS sold (product_id, quantity)
            WHERE s.product_id = sold.product_id
            """)
    }

    /// Puts what an order had bought back on hand, where anyone may order it, and writes that into the ledger.
    /// - Parameter lines: one a product.
    func takeBack(_ lines: [StockLine], of order: UniqueID, in transaction: Transaction) async throws {
        let movements = SQLParameter.uuidArray(lines.map { _ in UniqueID() })
        lockRows(of: lines, in: transaction)
        try await transaction.execute(
            """
            WITH returned AS (
                SELECT * FROM unnest((SELECT \(Self.products(lines))), (SELECT \(Self.quantities(lines))),
                    (SELECT \(movements))) AS line (product_id, quantity, movement_id)
            ), back AS (
                UPDATE products.stock s SET on_hand = s.on_hand + returned.quantity FROM returned
                WHERE s.product_id = returned.product_id
            )
            INSERT INTO products.stock_movements (id, product_id, delta, reason, order_id)
            SELECT movement_id, product_id, quantity, 'released', \(order) FROM returned
            """)
    }
}
