import Persistence
import Products
import SharedKernel

/// The catalogue in the database.
struct ProductStore: Sendable {
    let database: Database

    /// Which products a caller may see.
    enum Visibility: Sendable {
        /// Only what is for sale.
        case active
        /// Everything that is not deleted.
        case all
    }

    /// The product; `nil` when there is none that may be seen. One statement.
    func product(_ id: ProductID, visible: Visibility) async throws -> Product? {
        var rows = ProductRows()
        _ = try await database.read(Self.one(id, visible)) { try rows.add(&$0) }
        return rows.products.first
    }

    /// The product as the transaction has left it, deleted ones excepted.
    func product(_ id: ProductID, in transaction: Transaction) async throws -> Product? {
        var rows = ProductRows()
        _ = try await transaction.query(Self.one(id, .all)) { try rows.add(&$0) }
        return rows.products.first
    }

    static func one(_ id: ProductID, _ visible: Visibility) -> SQL {
        """
        SELECT \(ProductRows.columns) FROM products.products p \(ProductRows.joins)
        WHERE p.id = \(id) AND p.deleted_at IS NULL\(condition(visible))
        """
    }

    private static func condition(_ visible: Visibility) -> SQL {
        switch visible {
        case .active: " AND p.status = 'active'"
        case .all: ""
        }
    }
}
