public import HTTPKernel
public import Orders
import Products
import SharedKernel

/// An order as clients see it.
struct OrderResponse: WireType {
    let id: OrderID
    let number: String
    let userId: UserID
    let status: OrderStatus
    let items: [OrderItemResponse]
    let total: Money
    let reservedUntil: Timestamp?
    let createdAt: Timestamp
    let updatedAt: Timestamp

    static let wire = Wire.object(
        "Order", field("id", \.id), field("number", \.number), field("userId", \.userId), field("status", \.status),
        field("items", \.items), field("total", \.total), field("reservedUntil", \.reservedUntil),
        field("createdAt", \.createdAt), field("updatedAt", \.updatedAt), make: OrderResponse.init)
}

extension OrderResponse {
    init(_ order: Order) {
        self.init(
            id: order.id, number: order.number, userId: order.user, status: order.status,
            items: order.items.map(OrderItemResponse.init), total: order.total, reservedUntil: order.reservedUntil,
            createdAt: order.createdAt, updatedAt: order.updatedAt)
    }
}

/// A line of an order as clients see it.
struct OrderItemResponse: WireType {
    let id: OrderItemID
    let productId: ProductID
    let sku: String
    let name: String
    let unitPrice: Money
    let quantity: Int64
    let lineTotal: Money

    static let wire = Wire.object(
        "OrderItem", field("id", \.id), field("productId", \.productId), field("sku", \.sku), field("name", \.name),
        field("unitPrice", \.unitPrice), field("quantity", \.quantity), field("lineTotal", \.lineTotal),
        make: OrderItemResponse.init)
}

extension OrderItemResponse {
    init(_ item: OrderItem) {
        self.init(
            id: item.id, productId: item.product, sku: item.sku, name: item.name, unitPrice: item.unitPrice,
            quantity: item.quantity, lineTotal: item.lineTotal)
    }
}

/// An order that is to be placed.
struct CreateOrderRequest: WireType {
    let items: [CreateOrderItem]
    let shippingAddressId: UniqueID?

    static let wire = Wire.object(
        "CreateOrder", field("items", \.items, .count(1...250)), field("shippingAddressId", \.shippingAddressId),
        make: CreateOrderRequest.init)

    var command: NewOrder {
        NewOrder(
            lines: items.map { StockLine(product: $0.productId, quantity: $0.quantity) },
            shippingAddress: shippingAddressId)
    }
}

/// A line that is to be ordered.
struct CreateOrderItem: WireType {
    let productId: ProductID
    let quantity: Int64

    static let wire = Wire.object(
        "CreateOrderItem", field("productId", \.productId), field("quantity", \.quantity, .range(1...1_000_000)),
        make: CreateOrderItem.init)
}

extension OrderStatus: WireType {
    /// One of the statuses.
    public static let wire = Wire<OrderStatus>.choice()
}
