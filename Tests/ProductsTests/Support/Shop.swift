import HTTPKernel
import Persistence
import PersistenceLive
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import ProductsLive

/// A catalogue in a database of its own.
struct Shop {
    let db: TestDatabase
    var database: Database { db.database }
    var products: ProductStore { ProductStore(database: database) }
    var categories: CategoryStore { CategoryStore(database: database) }
    var routes: [Route] { ProductsModule(database: database, tokens: TestDatabase.tokens).routes }
    var stock: StockService { StockService(store: StockStore(database: database)) }

    /// Runs `body` with an empty catalogue, as one request, so that its reads follow its writes.
    static func with(_ body: (Shop) async throws -> Void) async throws {
        try await TestDatabase.with(configure: { $0.acquireTimeout = .seconds(20) }) { db in
            try await TestDatabase.asRequest { _ in try await body(Shop(db: db)) }
        }
    }

    /// Adds a product.
    @discardableResult
    func add(
        _ name: String = "Widget", id: ProductID = ProductID(), price: Int64 = 2999, status: ProductStatus = .active,
        onHand: Int64 = 0, createdAt: Timestamp = .now, currency: String = "USD"
    ) async throws -> ProductID {
        try await database.transaction { transaction in
            transaction.enqueue(
                """
                INSERT INTO products.products (id, sku, name, status, price_amount, price_currency, attributes, created_at)
                VALUES (\(id), \("SKU " + id.description), \(name), \(status.rawValue), \(price), \(currency),
                    '{"color": "red"}', \(createdAt))
                """)
            transaction.enqueue("INSERT INTO products.stock (product_id) VALUES (\(id))")
            if onHand > 0 { _ = try await stock.adjust(id, by: onHand, .received, in: transaction) }
        }
        return id
    }

    /// Adds a category.
    func addCategory(_ name: String, below parent: CategoryID? = nil) async throws -> CategoryID {
        let id = CategoryID()
        try await database.execute(
            "INSERT INTO products.categories (id, parent_id, name) VALUES (\(id), \(parent.sqlParameter), \(name))")
        return id
    }

    /// Puts a product into a category.
    func place(_ product: ProductID, in category: CategoryID, at position: Int32 = 0) async throws {
        try await database.execute(
            """
            INSERT INTO products.product_categories (product_id, category_id, position)
            VALUES (\(product), \(category), \(position))
            """)
    }

    /// Fills the catalogue with 5,000 products in 24 categories, and tells the planner.
    func fill() async throws {
        try await database.execute(
            """
            WITH shelves AS (
                INSERT INTO products.categories (id, name)
                SELECT gen_random_uuid(), 'Category ' || n FROM generate_series(1, 24) AS n RETURNING id
            ), made AS (
                INSERT INTO products.products (id, sku, name, status, price_amount, price_currency, created_at)
                SELECT gen_random_uuid(), 'SKU ' || n, 'Name ' || n % 977, 'active', n % 499, 'USD',
                    now() - n * interval '1 minute'
                FROM generate_series(1, 5000) AS n RETURNING id, price_amount
            ), stocked AS (
                INSERT INTO products.stock (product_id) SELECT id FROM made
            ), numbered AS (
                SELECT id, row_number() OVER () AS n FROM shelves)
            INSERT INTO products.product_categories (product_id, category_id)
            SELECT made.id, numbered.id FROM made JOIN numbered ON numbered.n = 1 + made.price_amount % 24
            """)
        try await database.execute(
            "ANALYZE products.products, products.stock, products.categories, products.product_categories")
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

    /// How PostgreSQL would run a statement.
    func plan(_ sql: SQL) async throws -> String {
        try await database.read("EXPLAIN (COSTS OFF) \(sql)", freshness: .latest) { try $0.next(String.self) }
            .joined(separator: "\n")
    }
}
