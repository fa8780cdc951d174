import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import ProductsLive

@Suite struct ProductPageTests {
    @Test(arguments: ProductSort.allCases)
    func `pages neither repeat nor miss a product while others come and go`(sort: ProductSort) async throws {
        try await Shop.with { shop in
            let start = Timestamp.now
            var lasting: Set<ProductID> = []
            var leaving: [ProductID] = []
            // Three share each time, price and name, so that pages end among equals.
            for index in 0..<60 {
                let group = Int64(index / 3)
                let id = try await shop.add(
                    "Name \(group % 7)", price: 100 * (group % 9),
                    createdAt: Timestamp(microseconds: start.microseconds + group))
                if index % 10 == 0 { leaving.append(id) } else { lasting.insert(id) }
            }
            var seen: [ProductID] = []
            var position: ProductPosition?
            repeat {
                let page = try await shop.products.page(ProductFilter(sort: sort), after: position, count: 7)
                seen += page.map(\.id)
                position = page.count == 7 ? page.last.map { ProductPosition($0, sort: sort) } : nil
                if let gone = leaving.popLast() { try await remove(gone, in: shop) }
                try await shop.add("Name 3", price: 400, createdAt: Timestamp(microseconds: start.microseconds + 9))
            } while position != nil && seen.count < 200
            #expect(Set(seen).count == seen.count)
            #expect(lasting.isSubset(of: seen))
        }
    }

    @Test func `each sort is in the order that it names`() async throws {
        try await Shop.with { shop in
            let start = Timestamp.now
            for (index, name) in ["b", "B", "ä", "a", "A1"].enumerated() {
                try await shop.add(
                    name, price: Int64(index * 37 % 5),
                    createdAt: Timestamp(microseconds: start.microseconds - Int64(index)))
            }
            func page(_ sort: ProductSort) async throws -> [Product] {
                try await shop.products.page(ProductFilter(sort: sort), after: nil, count: 21)
            }
            #expect(try await page(.name).map(\.name) == ["A1", "B", "a", "b", "ä"])
            #expect(try await page(.cheapestFirst).map(\.price.amount) == [0, 1, 2, 3, 4])
            #expect(try await page(.dearestFirst).map(\.price.amount) == [4, 3, 2, 1, 0])
            #expect(try await page(.newestFirst).map(\.name) == ["b", "B", "ä", "a", "A1"])
            #expect(try await page(.oldestFirst).map(\.name) == ["A1", "a", "ä", "B", "b"])
        }
    }

    @Test func `a category counts with all that is below it, and prices and status narrow`() async throws {
        try await Shop.with { shop in
            let top = try await shop.addCategory("Home")
            let below = try await shop.addCategory("Kitchen", below: top)
            let bottom = try await shop.addCategory("Pans", below: below)
            let other = try await shop.addCategory("Garden")
            let pan = try await shop.add("Pan", price: 30)
            try await shop.place(pan, in: bottom)
            try await shop.place(pan, in: below)
            let spade = try await shop.add("Spade", price: 40)
            try await shop.place(spade, in: other)
            let draft = try await shop.add("Draft", price: 50, status: .draft)
            try await shop.place(draft, in: top)
            func ids(_ filter: ProductFilter) async throws -> Set<ProductID> {
                Set(try await shop.products.page(filter, after: nil, count: 21).map(\.id))
            }
            #expect(try await ids(ProductFilter(category: top)) == [pan])
            #expect(try await ids(ProductFilter(category: top, status: nil)) == [pan, draft])
            #expect(try await ids(ProductFilter(category: other)) == [spade])
            #expect(try await ids(ProductFilter(category: CategoryID())) == [])
            #expect(try await ids(ProductFilter(minPrice: 31)) == [spade])
            #expect(try await ids(ProductFilter(maxPrice: 39)) == [pan])
            #expect(try await ids(ProductFilter(status: .draft)) == [draft])
        }
    }

    @Test func `a product comes with its categories in their order, and in one statement`() async throws {
        try await Shop.with { shop in
            let id = try await shop.add("Pan", onHand: 4)
            let bare = try await shop.add("Bare")
            for (name, position) in [("C", 3), ("A", 1), ("B", 2)] as [(String, Int32)] {
                try await shop.place(id, in: try await shop.addCategory(name), at: position)
            }
            let context = try #require(RequestContext.current)
            let before = context.databaseStatistics.statements
            let product = try #require(await shop.products.product(id, visible: .active))
            #expect(context.databaseStatistics.statements == before + 1)
            #expect(product.categories.map(\.name) == ["A", "B", "C"] && product.available == 4)
            let page = try await shop.products.page(ProductFilter(sort: .name), after: nil, count: 21)
            #expect(context.databaseStatistics.statements == before + 2)
            #expect(page.map(\.id) == [bare, id] && page[1] == product && page[0].categories.isEmpty)
        }
    }

    @Test func `the database finds a product and a page by their indexes`() async throws {
        try await Shop.with { shop in
            try await shop.fill()
            let one = try await shop.plan(ProductStore.one(ProductID(), .active))
            #expect(
                one.contains("products_pkey") && one.contains("stock_pkey") && !one.contains("Seq Scan on products"))
            #expect(!one.contains("Sort"))
            let last = try #require(
                await shop.products.page(ProductFilter(), after: nil, count: 21).last)
            for sort in ProductSort.allCases {
                let position = ProductPosition(last, sort: sort)
                for page in [nil, position] {
                    let plan = try await shop.plan(ProductStore.page(ProductFilter(sort: sort), page, 21))
                    #expect(
                        plan.contains("using \(index(of: sort))") || plan.contains("Backward using \(index(of: sort))"))
                    #expect(!plan.contains("Sort"), "\(plan)")
                    for table in ["products", "stock", "product_categories"] {
                        #expect(!plan.contains("Seq Scan on \(table)"), "\(plan)")
                    }
                    if page != nil { #expect(plan.contains("Index Cond: (ROW("), "\(plan)") }
                }
            }
        }
    }

    private func index(of sort: ProductSort) -> String {
        switch sort {
        case .newestFirst, .oldestFirst: "products_created_at"
        case .cheapestFirst, .dearestFirst: "products_price"
        case .name: "products_name"
        }
    }

    private func remove(_ id: ProductID, in shop: Shop) async throws {
        try await shop.database.execute("UPDATE products.products SET deleted_at = now() WHERE id = \(id)")
    }
}
