import Orders
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct OrderServiceTests {
    @Test func `lines of one product stay apart, and the total is their sum`() throws {
        let product = try reserved(price: 300)
        let lines = [3, 4].map { StockLine(product: product.id, quantity: $0) }
        let items = try OrderService.items(lines, [product.id: product])
        #expect(items.map(\.lineTotal.amount) == [900, 1200])
        #expect(try OrderService.total(items).amount == 2100)
    }

    @Test func `a line or a total beyond what JSON holds exactly is refused`() throws {
        let dear = try reserved(price: Money.largestAmount)
        #expect(throws: OrderError.totalTooLarge) {
            try OrderService.items([StockLine(product: dear.id, quantity: 2)], [dear.id: dear])
        }
        let twice = [1, 1].map { StockLine(product: dear.id, quantity: $0) }
        let items = try OrderService.items(twice, [dear.id: dear])
        #expect(throws: OrderError.totalTooLarge) { try OrderService.total(items) }
        #expect(try OrderService.total([items[0]]).amount == Money.largestAmount)
    }

    @Test func `two currencies make no order`() throws {
        let dollars = try reserved(price: 1)
        let euros = try reserved(price: 1, "EUR")
        let lines = [dollars, euros].map { StockLine(product: $0.id, quantity: 1) }
        let items = try OrderService.items(lines, [dollars.id: dollars, euros.id: euros])
        #expect(throws: OrderError.mixedCurrencies) { try OrderService.total(items) }
    }

    private func reserved(price: Int64, _ currency: String = "USD") throws -> ReservedProduct {
        ReservedProduct(
            id: ProductID(), sku: "S", name: "N",
            price: Money(amount: price, currency: try #require(Currency(currency))))
    }
}
