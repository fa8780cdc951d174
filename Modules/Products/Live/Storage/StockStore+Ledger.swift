import Persistence
import Products
import SharedKernel

extension StockStore {
    /// What became of an adjustment.
    enum Adjustment: Sendable {
        case done(StockMovement)
        /// It would have taken more than the number that is available.
        case insufficient(available: Int64)
    }

    /// Changes what is on hand of a product and writes it into the ledger, unless that would take what is promised to
    /// orders; `nil` when there is no such product. One statement.
    func adjust(
        _ product: ProductID, by delta: Int64, _ reason: StockMovement.Reason, in transaction: Transaction
    ) async throws -> Adjustment? {
        let id = StockMovementID()
        return try await transaction.queryFirst(
            """
            WITH locked AS MATERIALIZED (
                SELECT s.product_id, s.available FROM products.stock s
                JOIN products.products p ON p.id = s.product_id AND p.deleted_at IS NULL
                WHERE s.product_id = \(product) FOR UPDATE OF s
            ), adjusted AS (
                UPDATE products.stock s SET on_hand = s.on_hand + \(delta) FROM locked
                WHERE s.product_id = locked.product_id AND locked.available + \(delta) >= 0
                RETURNING s.product_id
            ), ledger AS (
                INSERT INTO products.stock_movements (id, product_id, delta, reason)
                SELECT \(id), product_id, \(delta), \(reason.rawValue) FROM adjusted
                RETURNING created_at
            )
            SELECT available, (SELECT created_at FROM ledger) FROM locked
            """
        ) { row in
            let available = try row.next(Int64.self)
            guard let time = try row.nextIfPresent(Timestamp.self) else { return .insufficient(available: available) }
            return .done(StockMovement(id: id, delta: delta, reason: reason, order: nil, createdAt: time))
        }
    }

    /// At most `count` movements of a product before `position`, newest first; `nil` when there is no such product.
    func ledger(
        of product: ProductID, before position: StockMovementID?, count: Int
    ) async throws -> [StockMovement]? {
        let earlier: SQL = if let position { " AND id < \(position)" } else { "" }
        let rows = try await database.read(
            """
            SELECT m.id, m.delta, m.reason, m.order_id, m.created_at FROM products.products p LEFT JOIN LATERAL (
                SELECT id, delta, reason, order_id, created_at FROM products.stock_movements
                WHERE product_id = p.id\(earlier) ORDER BY id DESC LIMIT \(literal: count)
            ) m ON true
            WHERE p.id = \(product) AND p.deleted_at IS NULL ORDER BY m.id DESC
            """
        ) { try Self.movement(&$0) }
        // A product without movements is one row of NULLs; no product is no row.
        return rows.isEmpty ? nil : rows.compactMap { $0 }
    }

    private static func movement(_ row: inout Row) throws -> StockMovement? {
        guard let id = try row.nextIfPresent(StockMovementID.self) else { return nil }
        let delta = try row.next(Int64.self)
        let text = try row.next(String.self)
        guard let reason = StockMovement.Reason(rawValue: text) else {
            throw PersistenceError.decoding("there is no reason \(text) for a stock movement")
        }
        return StockMovement(
            id: id, delta: delta, reason: reason, order: try row.nextIfPresent(), createdAt: try row.next())
    }
}
