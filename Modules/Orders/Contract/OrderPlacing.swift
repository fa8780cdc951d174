public import Persistence
public import Products
public import SharedKernel

/// Places orders.
public protocol OrderPlacing: Sendable {
    /// Reserves the stock and writes the order, both in the caller's transaction. Throws ``OrderError``.
    func place(_ order: NewOrder, for user: UserID, in transaction: Transaction) async throws -> Order
}

/// Why an order could not be placed.
public enum OrderError: Error, Hashable, Sendable {
    /// These products do not exist.
    case unknownProducts([ProductID])
    /// These products are not for sale now.
    case notForSale([ProductID])
    /// There is less in stock than was asked for.
    case insufficientStock([Shortage])
    /// The lines are priced in more than one currency.
    case mixedCurrencies
    /// The total is beyond what a JSON number holds exactly.
    case totalTooLarge
}
