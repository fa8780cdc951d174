import Persistence
import Products
import SharedKernel

/// Categories in the database, and what stands in them.
///
/// Whatever could break the tree locks the table against other writers (not readers) first: two moves at once, each
/// harmless by itself, could otherwise close a circle.
struct CategoryStore: Sendable {
    let database: Database

    /// Where a page begins: after the category of that name and id.
    struct Position: Hashable, Sendable {
        let name: String
        let id: CategoryID
    }

    private static let columns: SQL = "c.id, c.name, c.parent_id, c.created_at, c.updated_at"

    /// At most `count` categories from `position` on, by name.
    func page(after position: Position?, count: Int) async throws -> [Category] {
        let range: SQL =
            if let position { "WHERE (c.name COLLATE \"C\", c.id) > (\(position.name), \(position.id))" } else { "" }
        return try await database.read(
            """
            SELECT \(Self.columns) FROM products.categories c \(range)
            ORDER BY c.name COLLATE "C", c.id LIMIT \(literal: count)
            """
        ) { try Self.category(&$0) }
    }

    /// The category; `nil` when there is none.
    func category(_ id: CategoryID) async throws -> Category? {
        try await database.readFirst("SELECT \(Self.columns) FROM products.categories c WHERE c.id = \(id)") {
            try Self.category(&$0)
        }
    }

    /// Writes a new category. Throws ``CategoryError``.
    func insert(
        _ id: CategoryID, named name: String, below parent: CategoryID?, in transaction: Transaction
    ) async throws -> Category? {
        try await translatingErrors {
            try await transaction.queryFirst(
                """
                INSERT INTO products.categories AS c (id, name, parent_id)
                VALUES (\(id), \(name), \(parent.sqlParameter)) RETURNING \(Self.columns)
                """
            ) { try Self.category(&$0) }
        }
    }

    /// Changes what is not `nil` of a category; `nil` when there is none. Throws ``CategoryError``.
    func update(
        _ id: CategoryID, name: String?, parent: CategoryID?, in transaction: Transaction
    ) async throws -> Category? {
        if let parent { try await checkMove(of: id, below: parent, in: transaction) }
        return try await translatingErrors {
            try await transaction.queryFirst(
                """
                UPDATE products.categories c SET name = coalesce(\(name.sqlParameter), name),
                    parent_id = coalesce(\(parent.sqlParameter), parent_id), updated_at = now()
                WHERE id = \(id) RETURNING \(Self.columns)
                """
            ) { try Self.category(&$0) }
        }
    }

    /// Removes a category; what stood below it moves up to its parent, and its products stay. `false` when there is none.
    func delete(_ id: CategoryID, in transaction: Transaction) async throws -> Bool {
        transaction.enqueue("LOCK TABLE products.categories IN SHARE ROW EXCLUSIVE MODE")
        transaction.enqueue(
            """
            UPDATE products.categories child SET parent_id = gone.parent_id, updated_at = now()
            FROM products.categories gone WHERE gone.id = \(id) AND child.parent_id = gone.id
            """)
        return try await transaction.execute("DELETE FROM products.categories WHERE id = \(id)") == 1
    }

    /// Puts a product into a category, or moves it within; `false` when there is no such product or category.
    func place(
        _ product: ProductID, in category: CategoryID, at position: Int64, in transaction: Transaction
    ) async throws -> Bool {
        let placed = try await transaction.execute(
            """
            INSERT INTO products.product_categories (product_id, category_id, position)
            SELECT p.id, c.id, \(position) FROM products.products p, products.categories c
            WHERE p.id = \(product) AND p.deleted_at IS NULL AND c.id = \(category) FOR KEY SHARE OF p, c
            ON CONFLICT (product_id, category_id) DO UPDATE SET position = excluded.position
            """)
        if placed == 1 { touch(product, in: transaction) }
        return placed == 1
    }

    /// Takes a product out of a category; `false` when it does not stand there.
    func remove(_ product: ProductID, from category: CategoryID, in transaction: Transaction) async throws -> Bool {
        let removed = try await transaction.execute(
            """
            DELETE FROM products.product_categories pc USING products.products p
            WHERE pc.product_id = \(product) AND pc.category_id = \(category)
                AND p.id = pc.product_id AND p.deleted_at IS NULL
            """)
        if removed == 1 { touch(product, in: transaction) }
        return removed == 1
    }

    /// Where a product stands is part of it.
    private func touch(_ product: ProductID, in transaction: Transaction) {
        transaction.enqueue(
            "UPDATE products.products SET version = version + 1, updated_at = now() WHERE id = \(product)")
    }

    /// Holds the tree still and throws ``CategoryError/wouldBeItsOwnAncestor`` if the move would close a circle.
    private func checkMove(
        of id: CategoryID, below parent: CategoryID, in transaction: Transaction
    ) async throws {
        transaction.enqueue("LOCK TABLE products.categories IN SHARE ROW EXCLUSIVE MODE")
        let isCircle = try await transaction.queryFirst(
            """
            WITH RECURSIVE above AS (
                SELECT c.id, c.parent_id FROM products.categories c WHERE c.id = \(parent)
                UNION SELECT c.id, c.parent_id FROM products.categories c JOIN above ON c.id = above.parent_id)
            SELECT EXISTS (SELECT FROM above WHERE id = \(id))
            """
        ) { try $0.next(Bool.self) }
        if isCircle == true { throw CategoryError.wouldBeItsOwnAncestor }
    }

    private func translatingErrors(_ body: () async throws -> Category?) async throws -> Category? {
        do {
            return try await body()
        } catch let error as PersistenceError where error.violatedConstraint == "categories_parent_id_fkey" {
            throw CategoryError.unknownParent
        }
    }

    private static func category(_ row: inout Row) throws -> Category {
        Category(
            id: try row.next(), name: try row.next(), parent: try row.nextIfPresent(), createdAt: try row.next(),
            updatedAt: try row.next())
    }
}
