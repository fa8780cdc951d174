public import Products
public import SharedKernel

/// Marks the ids of orders.
public enum OrderTag {}
/// The id of an order.
public typealias OrderID = Identifier<OrderTag>

/// Marks the ids of order lines.
public enum OrderItemTag {}
/// The id of an order line.
public typealias OrderItemID = Identifier<OrderItemTag>

/// Where an order is in its life.
public enum OrderStatus: String, Sendable, CaseIterable {
    case pending, paid, shipped, delivered, cancelled, refunded

    /// Whether an order in this status may move to `next`.
    public func canBecome(_ next: OrderStatus) -> Bool {
        switch (self, next) {
        case (.pending, .paid), (.paid, .shipped), (.shipped, .delivered): true
        case (.pending, .cancelled), (.paid, .cancelled), (.paid, .refunded): true
        case (.shipped, .refunded), (.delivered, .refunded): true
        default: false
        }
    }
}

/// One line of an order, as it was when it was ordered.
public struct OrderItem: Hashable, Sendable {
    public let id: OrderItemID
    public let product: ProductID
    public let sku: String
    public let name: String
    public let unitPrice: Money
    public let quantity: Int64
    public let lineTotal: Money

    /// A line.
    public init(
        id: OrderItemID, product: ProductID, sku: String, name: String, unitPrice: Money, quantity: Int64,
        lineTotal: Money
    ) {
        self.id = id
        self.product = product
        self.sku = sku
        self.name = name
        self.unitPrice = unitPrice
        self.quantity = quantity
        self.lineTotal = lineTotal
    }
}

/// An order with its lines.
public struct Order: Hashable, Sendable {
    public let id: OrderID
    /// What people call it: `S-2026-000042`.
    public let number: String
    public let user: UserID
    public let status: OrderStatus
    public let items: [OrderItem]
    public let total: Money
    /// Until when its stock is set aside; `nil` once it is no longer pending.
    public let reservedUntil: Timestamp?
    public let createdAt: Timestamp
    public let updatedAt: Timestamp

    /// An order.
    public init(
        id: OrderID, number: String, user: UserID, status: OrderStatus, items: [OrderItem], total: Money,
        reservedUntil: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.number = number
        self.user = user
        self.status = status
        self.items = items
        self.total = total
        self.reservedUntil = reservedUntil
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// An order that has been checked but not yet placed.
public struct NewOrder: Sendable {
    /// 1 to 250 lines; lines of one product stay apart.
    public let lines: [StockLine]
    /// Where it is to be sent.
    public let shippingAddress: UniqueID?

    /// A command.
    public init(lines: [StockLine], shippingAddress: UniqueID?) {
        self.lines = lines
        self.shippingAddress = shippingAddress
    }
}
