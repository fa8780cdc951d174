import Persistence
import Products
import SharedKernel

/// Changes belong to the caller's transaction. Each travels with the statement that reads the product back.
extension ProductStore {
    /// Writes a new draft and its empty stock. Throws ``ProductError``.
    func insert(_ id: ProductID, _ new: NewProduct, in transaction: Transaction) async throws -> Product? {
        transaction.enqueue(
            """
            WITH product AS (
                INSERT INTO products.products (id, sku, name, description, price_amount, price_currency, attributes)
                VALUES (\(id), \(new.sku.text), \(new.name), \(new.description.sqlParameter), \(new.price.amount),
                    \(new.price.currency.code), \(JSONText(new.attributes.json)))
                RETURNING id)
            INSERT INTO products.stock (product_id) SELECT id FROM product
            """)
        return try await changed(id, in: transaction)
    }

    /// Changes a product; `nil` when there is none. Throws ``ProductError``.
    func update(_ id: ProductID, _ change: ProductChange, in transaction: Transaction) async throws -> Product? {
        if change.isEmpty { return try await product(id, in: transaction) }
        transaction.enqueue(
            """
            UPDATE products.products
            SET sku = coalesce(\((change.sku?.text).sqlParameter), sku), name = coalesce(\(change.name.sqlParameter), name),
                description = coalesce(\(change.description.sqlParameter), description),
                price_amount = coalesce(\((change.price?.amount).sqlParameter), price_amount),
                price_currency = coalesce(\((change.price?.currency.code).sqlParameter), price_currency),
                attributes = coalesce(\(change.attributes.map { JSONText($0.json) }.sqlParameter), attributes),
                version = version + 1, updated_at = now()
            WHERE id = \(id) AND deleted_at IS NULL
            """)
        return try await changed(id, in: transaction)
    }

    /// Moves a product to a status, where it may be already; `nil` when there is no such product.
    func move(_ id: ProductID, to status: ProductStatus, in transaction: Transaction) async throws -> Product? {
        transaction.enqueue(
            """
            UPDATE products.products SET status = \(status.rawValue), version = version + 1, updated_at = now()
            WHERE id = \(id) AND deleted_at IS NULL AND status <> \(status.rawValue)
            """)
        return try await changed(id, in: transaction)
    }

    /// Deletes a product: its SKU is free again, nobody finds it, and orders keep what they know of it. `false` when there
    /// is none.
    func delete(_ id: ProductID, in transaction: Transaction) async throws -> Bool {
        try await transaction.execute(
            """
            UPDATE products.products SET deleted_at = now(), version = version + 1, updated_at = now()
            WHERE id = \(id) AND deleted_at IS NULL
            """) == 1
    }

    /// The product after a change that was enqueued: what that change broke is thrown here.
    private func changed(_ id: ProductID, in transaction: Transaction) async throws -> Product? {
        do {
            return try await product(id, in: transaction)
        } catch let error as PersistenceError where error.violatedConstraint == "products_sku_key" {
            throw ProductError.skuTaken
        }
    }
}
