import Orders
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct OrderLifeTests {
    @Test func `an order is paid, shipped and delivered, and its stock leaves the books`() async throws {
        try await Market.with { market in
            let product = try await market.offer(10)
            let order = try await market.place([(product, 2), (product, 1)], for: UserID())
            #expect(try await market.stock(of: product) == (10, 3))
            let paid = try #require(await market.pay(order.id))
            #expect(paid.status == .paid && paid.reservedUntil == nil && paid.items == order.items)
            #expect(try await market.stock(of: product) == (7, 0))
            #expect(try await market.available(product) == (7, 7))
            for status in [OrderStatus.shipped, .delivered] {
                #expect(try await market.move(order.id, to: status)?.status == status)
            }
            #expect(try await market.timeline(of: order.id) == [.placed, .paid, .shipped, .delivered])
            #expect(try await market.broken() == [])
        }
    }

    @Test func `a pending order that is cancelled gives its reservation back`() async throws {
        try await Market.with { market in
            let product = try await market.offer(5)
            let order = try await market.place([(product, 2), (product, 2)], for: UserID())
            #expect(try await market.cancel(order.id)?.status == .cancelled)
            #expect(try await market.stock(of: product) == (5, 0))
            #expect(try await market.timeline(of: order.id) == [.placed, .cancelled])
            #expect(try await market.broken() == [])
        }
    }

    @Test func `a paid order that is cancelled gives its goods and its money back`() async throws {
        try await Market.with { market in
            let product = try await market.offer(5, price: 100)
            let order = try await market.place([(product, 4)], for: UserID())
            let payments = CountingPayments()
            let life = OrderLife(orders: market.orders, stock: market.stock, payments: payments)
            try await market.database.transaction { transaction in
                _ = try await life.pay(order.id, visible: .everyones, token: "t", by: UserID(), in: transaction)
            }
            try await market.database.transaction { transaction in
                _ = try await life.cancel(order.id, visible: .everyones, by: UserID(), in: transaction)
            }
            #expect(payments.balance == [400, -400])
            #expect(try await market.stock(of: product) == (5, 0))
            let reasons = try await market.database.read(
                "SELECT reason FROM products.stock_movements WHERE order_id = \(order.id) ORDER BY id"
            ) { try $0.next(String.self) }
            #expect(reasons == ["reserved", "released"])
            #expect(try await market.broken() == [])
        }
    }

    @Test func `a refund gives money back and no goods`() async throws {
        try await Market.with { market in
            let product = try await market.offer(5)
            for last in [OrderStatus.paid, .shipped, .delivered] {
                let order = try await market.place([(product, 1)], for: UserID())
                for status in [OrderStatus.paid, .shipped, .delivered] {
                    try await market.move(order.id, to: status)
                    if status == last { break }
                }
                #expect(try await market.move(order.id, to: .refunded)?.status == .refunded)
            }
            #expect(try await market.stock(of: product) == (2, 0))
            #expect(try await market.broken() == [])
        }
    }

    @Test func `only the moves of the state machine are made, and a refused one changes nothing`() async throws {
        try await Market.with { market in
            let product = try await market.offer(100)
            let ways: [OrderStatus: [OrderStatus]] = [
                .pending: [], .paid: [.paid], .shipped: [.paid, .shipped], .delivered: [.paid, .shipped, .delivered],
                .cancelled: [.cancelled], .refunded: [.paid, .refunded],
            ]
            for (status, way) in ways {
                for next in OrderStatus.allCases where next != .pending && !status.canBecome(next) {
                    let order = try await market.place([(product, 1)], for: UserID())
                    for step in way { try await market.move(order.id, to: step) }
                    let before = try await market.orders.order(order.id, visible: .everyones)
                    await #expect(throws: OrderError.impossibleMove(from: status, to: next)) {
                        try await market.move(order.id, to: next)
                    }
                    #expect(try await market.orders.order(order.id, visible: .everyones) == before)
                }
            }
            #expect(try await market.broken() == [])
        }
    }

    @Test func `an order past its reservation cannot be paid, though no job has come by yet`() async throws {
        try await Market.with { market in
            let product = try await market.offer(1)
            let order = try await market.place([(product, 1)], for: UserID())
            try await market.letReservationsRunOut()
            await #expect(throws: OrderError.reservationExpired) { try await market.pay(order.id) }
            #expect(try await market.timeline(of: order.id) == [.placed])
            #expect(try await market.stock(of: product) == (1, 1))
        }
    }

    @Test func `a declined payment leaves the order pending, and another token pays it`() async throws {
        try await Market.with { market in
            let product = try await market.offer(1)
            let order = try await market.place([(product, 1)], for: UserID())
            await #expect(throws: OrderError.paymentDeclined) {
                try await market.pay(order.id, token: DevelopmentPayments.declinedToken)
            }
            #expect(try await market.orders.order(order.id, visible: .everyones)?.status == .pending)
            #expect(try await market.pay(order.id)?.status == .paid)
        }
    }

    @Test func `of twenty who pay at once one pays, and the rest is told`() async throws {
        try await Market.with { market in
            let product = try await market.offer(5)
            let order = try await market.place([(product, 3)], for: UserID())
            let paid = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        do {
                            return try await market.pay(order.id) == nil ? 0 : 1
                        } catch OrderError.impossibleMove {
                            return 0
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(paid == 1)
            #expect(try await market.stock(of: product) == (2, 0))
            #expect(try await market.timeline(of: order.id) == [.placed, .paid])
        }
    }
}
