import HTTPKernel
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import ProductsLive

@Suite struct ProductRouteTests {
    private static let one = "/api/v1/products/{id}"

    @Test func `a product is made as a draft, published, sold, changed and archived`() async throws {
        try await Shop.with { shop in
            let routes = ProductsModule(database: shop.database, tokens: TestDatabase.tokens).routes
            let made = try await ask(
                routes, .post, "/api/v1/products",
                body: #"{"sku":"W","name":"Widget","price":{"amount":5,"currency":"EUR"},"attributes":{"a":"b"}}"#,
                as: .staff, database: shop.database)
            let location = try #require(made.header("Location"))
            let id = try #require(UniqueID(location.suffix(36))).asProduct
            #expect(made.status == .created)
            #expect(made.text.contains(#""status":"draft""#) && made.text.contains(#""stock":{"available":0}"#))
            #expect(await httpError { _ = try await ask(routes, .get, Self.one, id: id) }?.code == .notFound)
            #expect(try await ask(routes, .get, Self.one, id: id, as: .staff).status == .ok)

            for _ in 0..<2 {
                let published = try await ask(
                    routes, .post, Self.one + "/publish", id: id, as: .staff, database: shop.database)
                #expect(published.text.contains(#""status":"active""#))
            }
            #expect(try await version(of: id, in: shop) == 2)
            let changed = try await ask(
                routes, .patch, Self.one, id: id, body: #"{"name":"Gadget"}"#, as: .staff, database: shop.database)
            #expect(changed.text.contains(#""name":"Gadget""#) && changed.text.contains(#"{"a": "b"}"#))
            #expect(try await ask(routes, .get, Self.one, id: id).body == changed.body)
            #expect(try await version(of: id, in: shop) == 3)

            _ = try await ask(routes, .post, Self.one + "/archive", id: id, as: .staff, database: shop.database)
            #expect(await httpError { _ = try await ask(routes, .get, Self.one, id: id, as: .customer) } != nil)
        }
    }

    @Test func `a SKU that is taken is refused for new and for changed products`() async throws {
        try await Shop.with { shop in
            let routes = ProductsModule(database: shop.database, tokens: TestDatabase.tokens).routes
            let first = try await shop.add()
            let second = try await shop.add()
            let error = await httpError {
                _ = try await ask(
                    routes, .patch, Self.one, id: second, body: #"{"sku":"SKU \#(first)"}"#, as: .staff,
                    database: shop.database)
            }
            #expect(error?.code == .uniqueViolation && error?.field == "sku")
            let again = await httpError {
                _ = try await ask(
                    routes, .post, "/api/v1/products",
                    body: #"{"sku":"SKU \#(first)","name":"B","price":{"amount":1,"currency":"USD"}}"#, as: .staff,
                    database: shop.database)
            }
            #expect(again?.code == .uniqueViolation)
        }
    }

    @Test func `the ledger is paged, and an adjustment never takes what is promised`() async throws {
        try await Shop.with { shop in
            let routes = ProductsModule(database: shop.database, tokens: TestDatabase.tokens).routes
            let ledger = Self.one + "/stock-adjustments"
            let id = try await shop.add(onHand: 3)
            for _ in 0..<2 {
                let made = try await ask(
                    routes, .post, ledger, id: id, body: #"{"delta":-1,"reason":"damaged"}"#, as: .staff,
                    database: shop.database)
                #expect(made.status == .created)
            }
            let error = await httpError {
                _ = try await ask(
                    routes, .post, ledger, id: id, body: #"{"delta":-2,"reason":"damaged"}"#, as: .staff,
                    database: shop.database)
            }
            #expect(error?.code == .insufficientStock)
            #expect(try await shop.available(id) == (1, 1))

            var reasons: [String] = []
            var query: String? = "limit=2"
            while let asked = query {
                let page = try await ask(routes, .get, ledger, query: asked, id: id, as: .staff)
                reasons += page.text.split(separator: #""reason":""#).dropFirst().map {
                    String($0.prefix { $0 != "\"" })
                }
                query = page.header("Link").map { String($0.split(separator: "?")[1].prefix { $0 != ">" }) }
            }
            #expect(reasons == ["damaged", "damaged", "received"])
            let unknown = await httpError { _ = try await ask(routes, .get, ledger, id: ProductID(), as: .staff) }
            #expect(unknown?.code == .notFound)
            let empty = try await ask(routes, .get, ledger, id: try await shop.add(), as: .staff)
            #expect(empty.text == "[]")
        }
    }

    @Test func `customers may change nothing`() async throws {
        let routes = ProductRoutes(
            products: ProductStore(database: Database(driver: NowhereDriver())), tokens: TestDatabase.tokens
        ).routes
        for route in routes where route.method != .get {
            let error = await httpError {
                _ = try await ask(routes, route.method, route.path, id: ProductID(), as: .customer)
            }
            #expect(error?.code == .forbidden)
        }
    }

    private func version(of id: ProductID, in shop: Shop) async throws -> Int64? {
        try await shop.database.readFirst("SELECT version FROM products.products WHERE id = \(id)") { try $0.next() }
    }
}

/// A database that nothing may reach.
private struct NowhereDriver: DatabaseDriver {
    func read(_ sql: SQL, freshness: Database.Freshness) async throws -> RowSet { throw PersistenceError.closed }
    func write(_ sql: SQL) async throws -> RowSet { throw PersistenceError.closed }
    func begin(_ isolation: IsolationLevel, from site: CallSite) async throws -> any TransactionDriver {
        throw PersistenceError.closed
    }
}

extension UniqueID {
    fileprivate var asProduct: ProductID { ProductID(self) }
}
