public import Persistence
public import SharedKernel

/// So many of one product.
public struct StockLine: Hashable, Sendable {
    public let product: ProductID
    /// 1 to 1,000,000.
    public let quantity: Int64

    /// A line.
    public init(product: ProductID, quantity: Int64) {
        self.product = product
        self.quantity = quantity
    }
}

/// What a product was at the moment it was reserved; an order line keeps it for good.
public struct ReservedProduct: Hashable, Sendable {
    public let id: ProductID
    public let sku: String
    public let name: String
    public let price: Money

    /// A snapshot.
    public init(id: ProductID, sku: String, name: String, price: Money) {
        self.id = id
        self.sku = sku
        self.name = name
        self.price = price
    }
}

/// Sets stock aside for orders.
public protocol StockReserving: Sendable {
    /// Takes the lines' quantities out of what is available, all or nothing, as part of the caller's transaction.
    ///
    /// Lines of one product count as their sum. Products are locked in the order of their ids, so that two orders never
    /// wait for each other in a circle. Throws ``StockError``.
    func reserve(
        _ lines: [StockLine], for order: UniqueID, in transaction: Transaction
    ) async throws -> [ProductID: ReservedProduct]

    /// Gives back what orders had reserved, as part of the caller's transaction. Products are locked in the order of
    /// their ids over all the orders, for the same reason.
    func release(_ reservations: [StockReservation], in transaction: Transaction) async throws
}

/// Moves stock that orders have set aside out of the warehouse's books, and back.
public protocol StockSelling: Sendable {
    /// Turns a reservation into a sale, as part of the caller's transaction: what is on hand and what is reserved both go
    /// down. What is available stays, and nothing enters the ledger, because the reservation already took it.
    func sell(_ reservation: StockReservation, in transaction: Transaction) async throws

    /// Undoes a sale whose goods never left the warehouse, as part of the caller's transaction: they are available again,
    /// and the ledger tells of it as `released`.
    func takeBack(_ sale: StockReservation, in transaction: Transaction) async throws
}

/// What one order has set aside.
public struct StockReservation: Hashable, Sendable {
    public let order: UniqueID
    public let lines: [StockLine]

    /// An order's lines.
    public init(order: UniqueID, lines: [StockLine]) {
        self.order = order
        self.lines = lines
    }
}

/// Why stock could not be set aside.
public enum StockError: Error, Hashable, Sendable {
    /// No such products.
    case unknown([ProductID])
    /// These are not for sale now.
    case notForSale([ProductID])
    /// There is less than was asked for.
    case insufficient([Shortage])
}

/// How much is missing of one product.
public struct Shortage: Hashable, Sendable {
    public let product: ProductID
    public let requested: Int64
    public let available: Int64

    /// A shortage.
    public init(product: ProductID, requested: Int64, available: Int64) {
        self.product = product
        self.requested = requested
        self.available = available
    }
}
