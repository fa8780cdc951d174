import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import ProductsLive

// One after another: each takes a whole pool of connections.
@Suite(.serialized) struct StockConcurrencyTests {
    @Test func `200 buyers of 50 units get exactly 50`() async throws {
        try await Shop.with { shop in
            let product = try await shop.add(onHand: 50)
            let sold = try await buy(200, in: shop) { _ in [StockLine(product: product, quantity: 1)] }
            #expect(sold == 50)
            #expect(try await shop.available(product) == (0, 0))
        }
    }

    @Test func `all or nothing holds when two products run out at different times`() async throws {
        try await Shop.with { shop in
            let plenty = try await shop.add(onHand: 100)
            let scarce = try await shop.add(onHand: 7)
            let sold = try await buy(60, in: shop) { _ in
                [StockLine(product: plenty, quantity: 2), StockLine(product: scarce, quantity: 1)]
            }
            #expect(sold == 7)
            #expect(try await shop.available(plenty) == (86, 86))
            #expect(try await shop.available(scarce) == (0, 0))
        }
    }

    @Test func `orders of the same products in opposite order never wait for each other in a circle`() async throws {
        try await Shop.with { shop in
            var products: [ProductID] = []
            for _ in 0..<6 { products.append(try await shop.add(onHand: 1000)) }
            let lines = products.map { StockLine(product: $0, quantity: 1) }
            // A deadlock would end one of the two, for these transactions are not run again.
            let sold = try await buy(100, in: shop) { $0 % 2 == 0 ? lines : lines.reversed() }
            #expect(sold == 100)
            for product in products { #expect(try await shop.available(product) == (900, 900)) }
        }
    }

    @Test func `giving back many orders at once does not lock buyers out`() async throws {
        try await Shop.with { shop in
            var products: [ProductID] = []
            for _ in 0..<6 { products.append(try await shop.add(onHand: 1000)) }
            let lines = products.map { StockLine(product: $0, quantity: 1) }
            #expect(try await buy(40, in: shop) { _ in lines } == 40)
            try await withThrowingTaskGroup { group in
                for index in 0..<40 {
                    group.addTask { [stock = shop.stock, database = shop.database] in
                        try await database.transaction { transaction in
                            if index % 2 == 0 {
                                _ = try await stock.reserve(lines, for: UniqueID(), in: transaction)
                            } else {
                                let back = lines.reversed().map { StockReservation(order: UniqueID(), lines: [$0]) }
                                try await stock.release(back, in: transaction)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            for product in products { #expect(try await shop.available(product) == (960, 960)) }
        }
    }

    /// Lets `count` buyers loose at once; returns how many got what they wanted. Any error but a shortage is thrown.
    private func buy(
        _ count: Int, in shop: Shop, lines: @escaping @Sendable (Int) -> [StockLine]
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<count {
                group.addTask { [stock = shop.stock, database = shop.database] in
                    do {
                        try await database.transaction { transaction in
                            _ = try await stock.reserve(lines(index), for: UniqueID(), in: transaction)
                        }
                        return true
                    } catch StockError.insufficient {
                        return false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }
}
