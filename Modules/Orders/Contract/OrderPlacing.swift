public import Persistence
public import Products
public import SharedKernel

/// Places orders.
public protocol OrderPlacing: Sendable {
    /// Reserves the stock and writes the order, both in the caller's transaction. Throws ``OrderError``.
    func place(_ order: NewOrder, for user: UserID, in transaction: Transaction) async throws -> Order
}

/// Why an order could not be placed or changed.
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
    /// An order in the first status does not become the second.
    case impossibleMove(from: OrderStatus, to: OrderStatus)
    /// Only a pending order can be edited, and this one is in another status.
    case notPending(OrderStatus)
    /// The reservation of the order has run out; it is about to be cancelled.
    case reservationExpired
    /// The provider did not take the payment.
    case paymentDeclined
    /// An order keeps at least one line.
    case lastLine
    /// An order has at most 250 lines.
    case tooManyLines
}
