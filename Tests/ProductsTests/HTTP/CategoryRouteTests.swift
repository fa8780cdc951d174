import HTTPKernel
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import ProductsLive

@Suite struct CategoryRouteTests {
    private static let one = "/api/v1/categories/{id}"
    private static let place = "/api/v1/products/{id}/categories/{categoryId}"

    @Test func `a category is made, renamed, moved, read by anyone and removed`() async throws {
        try await Shop.with { shop in
            let root = try await shop.addCategory("Tools")
            let made = try await send(
                shop, .post, "/api/v1/categories", body: #"{"name":"Saws","parentId":"\#(root)"}"#)
            #expect(made.status == .created && made.text.contains(#""parentId":"\#(root)""#))
            let id = CategoryID(try #require(made.header("Location").flatMap { UniqueID($0.suffix(36)) }))
            let leaf = try await shop.addCategory("Hand Saws", below: id)
            let renamed = try await send(shop, .patch, Self.one, id, body: #"{"name":"Cutters"}"#)
            #expect(renamed.text.contains(#""name":"Cutters""#) && renamed.text.contains(#""parentId":"\#(root)""#))
            #expect(try await ask(shop.routes, .get, Self.one, category: id).body == renamed.body)

            for (moved, parent) in [(root, leaf), (id, leaf), (id, id)] {
                let circle = await httpError {
                    _ = try await send(shop, .patch, Self.one, moved, body: #"{"parentId":"\#(parent)"}"#)
                }
                #expect(circle?.code == .conflict)
            }
            let unknown = await httpError {
                _ = try await send(shop, .patch, Self.one, id, body: #"{"parentId":"\#(CategoryID())"}"#)
            }
            #expect(unknown?.code == .validationError)

            let product = try await shop.add()
            try await shop.place(product, in: id)
            #expect(try await send(shop, .delete, Self.one, id).status == .noContent)
            #expect(try await shop.categories.category(leaf)?.parent == root)
            #expect(try await shop.products.product(product, visible: .active)?.categories == [])
            let again = await httpError { _ = try await send(shop, .delete, Self.one, id) }
            #expect(again?.code == .notFound)
        }
    }

    @Test func `categories are listed by name, a page at a time`() async throws {
        try await Shop.with { shop in
            for name in ["b", "a", "c", "b", "d"] { _ = try await shop.addCategory(name) }
            var names: [Substring] = []
            var query: String? = "limit=2"
            while let asked = query {
                let page = try await ask(shop.routes, .get, "/api/v1/categories", query: asked)
                names += page.text.split(separator: #""name":""#).dropFirst().map { $0.prefix { $0 != "\"" } }
                query = page.header("Link").map { String($0.split(separator: "?")[1].prefix { $0 != ">" }) }
            }
            #expect(names == ["a", "b", "b", "c", "d"])
        }
    }

    @Test func `a product is put into a category, moved in it and taken out`() async throws {
        try await Shop.with { shop in
            let product = try await shop.add()
            let category = try await shop.addCategory("Tools")
            for position in [Int64(3), 1] {
                let placed = try await send(
                    shop, .put, Self.place, category, of: product, body: #"{"position":\#(position)}"#)
                #expect(placed.status == .noContent && placed.body.isEmpty)
                #expect(
                    try await shop.products.product(product, visible: .active)?.categories.map(\.position)
                        == [position])
            }
            #expect(try await send(shop, .delete, Self.place, category, of: product).status == .noContent)
            #expect(try await shop.products.product(product, visible: .active)?.categories == [])
            for (product, category) in [(product, CategoryID()), (ProductID(), category)] {
                let put = await httpError {
                    _ = try await send(shop, .put, Self.place, category, of: product, body: #"{"position":0}"#)
                }
                let removed = await httpError { _ = try await send(shop, .delete, Self.place, category, of: product) }
                #expect(put?.code == .notFound && removed?.code == .notFound)
            }
        }
    }

    @Test func `two moves at once never close a circle`() async throws {
        try await Shop.with { shop in
            for _ in 0..<25 {
                let pair = [try await shop.addCategory("A"), try await shop.addCategory("B")]
                let moved = try await withThrowingTaskGroup(of: Bool.self) { group in
                    for (child, parent) in [(pair[0], pair[1]), (pair[1], pair[0])] {
                        group.addTask {
                            do {
                                return try await shop.database.transaction(retry: .transient) { transaction in
                                    try await shop.categories.update(child, name: nil, parent: parent, in: transaction)
                                } != nil
                            } catch CategoryError.wouldBeItsOwnAncestor {
                                return false
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(moved.filter { $0 }.count == 1)
            }
        }
    }

    /// Sends a request as staff.
    private func send(
        _ shop: Shop, _ method: HTTPKernel.Method, _ path: String, _ category: CategoryID? = nil,
        of product: ProductID? = nil, body: String = ""
    ) async throws -> Response {
        try await ask(
            shop.routes, method, path, id: product, category: category, body: body, as: .staff,
            database: shop.database)
    }
}
