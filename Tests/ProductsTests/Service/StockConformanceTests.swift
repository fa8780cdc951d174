import Persistence
import Products
import ProductsTesting
import SharedKernel
import Testing

@testable import ProductsLive

@Suite struct StockConformanceTests {
    @Test func `the stock in memory keeps the promises of the contract`() async throws {
        let currency = try #require(Currency("USD"))
        let ids = (0..<3).map { _ in ProductID() }.sorted()
        let stock = InMemoryStock(
            ids.enumerated().map { index, id in
                let product = ReservedProduct(
                    id: id, sku: "S", name: "N", price: Money(amount: 1, currency: currency))
                return .init(product, status: index == 2 ? .archived : .active, available: 5)
            })
        try await StockConformance(
            stock: stock, products: (ids[0], ids[1], withdrawn: ids[2]),
            inTransaction: { try await $0(NoDatabase.transaction) }, available: { stock.available($0) }
        ).check()
    }

    @Test func `the stock in the database keeps the promises of the contract`() async throws {
        try await Shop.with { shop in
            let ids = (0..<3).map { _ in ProductID() }.sorted()
            try await shop.add(id: ids[0], onHand: 5)
            try await shop.add(id: ids[1], onHand: 5)
            try await shop.add(id: ids[2], status: .archived, onHand: 5)
            let database = shop.database
            try await StockConformance(
                stock: shop.stock, products: (ids[0], ids[1], withdrawn: ids[2]),
                inTransaction: { body in try await database.transaction { try await body($0) } },
                available: { try await Shop(db: shop.db).available($0).row }
            ).check()
            for id in ids {
                let available = try await shop.available(id)
                #expect(available.row == available.ledger)
            }
        }
    }
}
