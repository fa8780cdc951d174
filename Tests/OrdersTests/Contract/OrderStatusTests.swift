import Orders
import Testing

@Suite struct OrderStatusTests {
    @Test(arguments: OrderStatus.allCases, OrderStatus.allCases)
    func `an order moves only where the API says`(from: OrderStatus, to: OrderStatus) {
        let allowed: [OrderStatus: Set<OrderStatus>] = [
            .pending: [.paid, .cancelled], .paid: [.shipped, .cancelled, .refunded],
            .shipped: [.delivered, .refunded], .delivered: [.refunded],
        ]
        #expect(from.canBecome(to) == (allowed[from] ?? []).contains(to))
    }
}
