import HTTPKernel
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import ProductsLive

@Suite struct ProductSearchTests {
    @Test func `words find products by name, SKU and description, in the order of the sort`() async throws {
        try await Shop.with { shop in
            let lamp = try await shop.add("Reading Lamp", price: 300)
            let saw = try await shop.add("Saw", price: 100)
            try await shop.add("Chair", price: 200)
            try await shop.database.execute(
                "UPDATE products.products SET description = 'To read by, like lamps' WHERE id = \(saw)")
            func found(_ words: String) async throws -> [ProductID] {
                try await shop.products.page(
                    ProductFilter(sort: .cheapestFirst, text: words), after: nil, count: 21
                ).map(\.id)
            }
            #expect(try await found("lamp") == [saw, lamp])
            #expect(try await found("reading lamps") == [saw, lamp])
            #expect(try await found("lamp -saw") == [lamp])
            #expect(try await found("SKU \(lamp)") == [lamp])
            #expect(try await found("sofa") == [])
            #expect(try await found("'\"&|!(:*") == [])
        }
    }

    @Test func `attributes narrow over HTTP, all of them together`() async throws {
        try await Shop.with { shop in
            let big = try await shop.add("Big")
            try await shop.add("Small")
            try await shop.database.execute(
                """
                UPDATE products.products SET attributes = '{"color": "red", "size": "X \\"L\\""}' WHERE id = \(big)
                """)
            func names(_ query: String) async throws -> [Substring] {
                try await ask(shop.routes, .get, "/api/v1/products", query: query + "&sort=name").text
                    .split(separator: #","name":""#).dropFirst().map { $0.prefix { $0 != "\"" } }
            }
            #expect(try await names("attributes[color]=red") == ["Big", "Small"])
            #expect(try await names("attributes[color]=red&attributes[size]=X%20%22L%22") == ["Big"])
            #expect(try await names("attributes[color]=blue&attributes[size]=X%20%22L%22") == [])
            #expect(try await names("q=big&attributes%5Bcolor%5D=red") == ["Big"])
            for query in ["attributes=red", "attributes[]=red", "attributes[color]=", "q="] {
                let error = await httpError { _ = try await names(query) }
                #expect(error?.code == .validationError, "\(query)")
            }
        }
    }

    @Test func `a cursor of one search does not serve another`() {
        let filters = [
            ProductFilter(), ProductFilter(text: "a"), ProductFilter(text: "a b"),
            ProductFilter(attributes: ProductAttributes(json: #"{"a":"b"}"#)),
            ProductFilter(text: #"{"a":"b"}"#),
        ]
        #expect(Set(filters.map(\.identity)).count == filters.count)
    }

    @Test func `the database finds rare words and attributes by their indexes`() async throws {
        try await Shop.with { shop in
            try await shop.fill()
            try await shop.add("Zanzibar")
            try await shop.database.execute("VACUUM ANALYZE products.products")
            let search = try await shop.plan(ProductStore.page(ProductFilter(text: "zanzibar"), nil, 21))
            #expect(search.contains("products_search"), "\(search)")
            let red = ProductFilter(attributes: ProductAttributes(json: #"{"color":"red"}"#))
            let attributes = try await shop.plan(ProductStore.page(red, nil, 21))
            #expect(attributes.contains("products_attributes"), "\(attributes)")
        }
    }

    @Test func `a deleted product frees its SKU, is found by nobody and can still be given back to stock`() async throws
    {
        try await Shop.with { shop in
            let one = "/api/v1/products/{id}"
            let id = try await shop.add("Widget", onHand: 3)
            let order = UniqueID()
            let line = StockLine(product: id, quantity: 2)
            try await shop.database.transaction { transaction in
                _ = try await shop.stock.reserve([line], for: order, in: transaction)
            }
            let gone = try await ask(shop.routes, .delete, one, id: id, as: .staff, database: shop.database)
            #expect(gone.status == .noContent)
            for role in [Role?.none, .staff] {
                let error = await httpError { _ = try await ask(shop.routes, .get, one, id: id, as: role) }
                #expect(error?.code == .notFound)
            }
            let again = await httpError {
                _ = try await ask(shop.routes, .delete, one, id: id, as: .staff, database: shop.database)
            }
            #expect(again?.code == .notFound)
            #expect(try await shop.products.page(ProductFilter(status: nil), after: nil, count: 21).isEmpty)
            let successor = try await ask(
                shop.routes, .post, "/api/v1/products",
                body: #"{"sku":"SKU \#(id)","name":"New","price":{"amount":1,"currency":"USD"}}"#, as: .staff,
                database: shop.database)
            #expect(successor.status == .created)
            await #expect(throws: StockError.unknown([id])) {
                try await shop.database.transaction { transaction in
                    _ = try await shop.stock.reserve([line], for: UniqueID(), in: transaction)
                }
            }
            try await shop.database.transaction { transaction in
                try await shop.stock.release([StockReservation(order: order, lines: [line])], in: transaction)
            }
            #expect(try await shop.available(id) == (3, 3))
        }
    }
}
