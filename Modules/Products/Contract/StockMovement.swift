public import SharedKernel

/// Marks the ids of stock movements.
public enum StockMovementTag {}
/// The id of a stock movement.
public typealias StockMovementID = Identifier<StockMovementTag>

/// One line of the stock ledger. For every product the deltas add up to what is available.
public struct StockMovement: Hashable, Sendable {
    /// Why stock moved.
    public enum Reason: String, Sendable, CaseIterable {
        case received, correction, damaged, returned
        /// Set aside for an order.
        case reserved
        /// Given back by an order.
        case released
    }

    public let id: StockMovementID
    /// How many more are available; never 0.
    public let delta: Int64
    public let reason: Reason
    /// The order that it was set aside for or given back by.
    public let order: UniqueID?
    public let createdAt: Timestamp

    /// A line of the ledger.
    public init(id: StockMovementID, delta: Int64, reason: Reason, order: UniqueID?, createdAt: Timestamp) {
        self.id = id
        self.delta = delta
        self.reason = reason
        self.order = order
        self.createdAt = createdAt
    }
}
