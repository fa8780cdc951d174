package import Orders
import Products
package import SharedKernel

extension Order {
    /// An order of one line, as an example.
    package static func sample(
        id: OrderID = OrderID(), user: UserID = UserID(), status: OrderStatus = .pending, quantity: Int64 = 2
    ) -> Order? {
        guard let currency = Currency("USD") else { return nil }
        let price = Money(amount: 2999, currency: currency)
        guard let total = price.times(quantity) else { return nil }
        let item = OrderItem(
            id: OrderItemID(), product: ProductID(), sku: "WID-1", name: "Widget", unitPrice: price,
            quantity: quantity, lineTotal: total)
        let time = Timestamp(microseconds: 1_795_250_640_123_000)
        return Order(
            id: id, number: "S-2026-000042", user: user, status: status, items: [item], total: total,
            reservedUntil: status == .pending ? time + .seconds(1800) : nil, createdAt: time, updatedAt: time)
    }
}
