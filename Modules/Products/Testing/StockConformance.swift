package import Persistence
package import Products
import SharedKernel

/// What every ``StockReserving`` and ``StockSelling`` promises; the fake and the live one both pass it.
package struct StockConformance: Sendable {
    /// A promise that was not kept.
    package struct Broken: Error, CustomStringConvertible {
        package let description: String
    }

    /// The stock under test.
    let stock: any StockReserving & StockSelling
    /// Two products for sale with five of each available, the lower id first, and one that is not for sale.
    let products: (ProductID, ProductID, withdrawn: ProductID)
    /// Runs something in a transaction that commits.
    let inTransaction: @Sendable (@Sendable (Transaction) async throws -> Void) async throws -> Void
    /// How many can be had.
    let available: @Sendable (ProductID) async throws -> Int64?

    /// A check of `stock`, which must hold `products` as described.
    package init(
        stock: any StockReserving & StockSelling, products: (ProductID, ProductID, withdrawn: ProductID),
        inTransaction: @escaping @Sendable (@Sendable (Transaction) async throws -> Void) async throws -> Void,
        available: @escaping @Sendable (ProductID) async throws -> Int64?
    ) {
        self.stock = stock
        self.products = products
        self.inTransaction = inTransaction
        self.available = available
    }

    /// Throws ``Broken`` for the first promise that is not kept.
    package func check() async throws {
        try await sumsLinesOfOneProduct()
        try await tellsWhatIsMissingAndTakesNothing()
        try await tellsUnknownFromWithdrawn()
        try await givesBack()
        try await sellsAndTakesBack()
    }

    private func sumsLinesOfOneProduct() async throws {
        let lines = [line(products.1, 1), line(products.0, 2), line(products.1, 1)]
        try await inTransaction { transaction in
            let reserved = try await stock.reserve(lines, for: UniqueID(), in: transaction)
            try require(Set(reserved.keys) == [products.0, products.1], "each product is returned once")
        }
        try await expect(3, 3, "two of each are set aside")
    }

    private func tellsWhatIsMissingAndTakesNothing() async throws {
        try await refuses(
            [line(products.0, 1), line(products.1, 2), line(products.1, 2)],
            with: .insufficient([Shortage(product: products.1, requested: 4, available: 3)]))
        try await expect(3, 3, "a refusal takes nothing")
    }

    private func tellsUnknownFromWithdrawn() async throws {
        let nobody = ProductID()
        try await refuses([line(nobody, 1), line(products.withdrawn, 1)], with: .unknown([nobody]))
        try await refuses([line(products.withdrawn, 1), line(products.0, 9)], with: .notForSale([products.withdrawn]))
    }

    private func givesBack() async throws {
        try await inTransaction { transaction in
            try await stock.release(
                [
                    StockReservation(order: UniqueID(), lines: [line(products.1, 1), line(products.0, 2)]),
                    StockReservation(order: UniqueID(), lines: [line(products.1, 1)]),
                ], in: transaction)
        }
        try await expect(5, 5, "all of it is back")
    }

    private func sellsAndTakesBack() async throws {
        let order = UniqueID()
        let sale = StockReservation(
            order: order, lines: [line(products.1, 1), line(products.0, 2), line(products.1, 1)])
        try await inTransaction { transaction in
            _ = try await stock.reserve(sale.lines, for: order, in: transaction)
            try await stock.sell(sale, in: transaction)
        }
        try await expect(3, 3, "a sale takes no more than the reservation did")
        try await inTransaction { transaction in try await stock.takeBack(sale, in: transaction) }
        try await expect(5, 5, "what was sold can be had again")
    }

    /// The caller catches the refusal and commits all the same: nothing may have been taken even then.
    private func refuses(_ lines: [StockLine], with expected: StockError) async throws {
        try await inTransaction { transaction in
            do {
                _ = try await stock.reserve(lines, for: UniqueID(), in: transaction)
            } catch let error as StockError {
                return try require(error == expected, "expected \(expected), got \(error)")
            }
            throw Broken(description: "expected \(expected), got a reservation")
        }
    }

    private func expect(_ first: Int64, _ second: Int64, _ promise: String) async throws {
        let found = (try await available(products.0), try await available(products.1))
        try require(found == (first, second), "\(promise): expected \((first, second)), found \(found)")
    }

    private func require(_ kept: Bool, _ promise: String) throws {
        guard kept else { throw Broken(description: promise) }
    }

    private func line(_ product: ProductID, _ quantity: Int64) -> StockLine {
        StockLine(product: product, quantity: quantity)
    }
}
