import Jobs
import Orders
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct ReservationExpiryTests {
    @Test func `two runners give each expired reservation back once`() async throws {
        try await Market.with { market in
            let products = [try await market.offer(1000), try await market.offer(1000)]
            // More than one batch, with two lines of one product each.
            for _ in 0..<(ReservationExpiry.batch + 20) {
                _ = try await market.place([(products[1], 1), (products[0], 2), (products[1], 1)], for: UserID())
            }
            try await market.letReservationsRunOut()
            let lasting = try await market.place([(products[0], 5)], for: UserID())
            let job = try #require(market.module.jobs.first { $0.name == "orders.release-expired-reservations" })
            #expect(job.interval == .seconds(30))
            try await withThrowingTaskGroup { group in
                for _ in 0..<2 { group.addTask { try await job.run() } }
                try await group.waitForAll()
            }
            #expect(try await market.available(products[0]) == (995, 995))
            #expect(try await market.available(products[1]) == (1000, 1000))
            let pending = try await market.orders.page(OrderFilter(status: .pending), after: nil, count: 101)
            #expect(pending.map(\.id) == [lasting.id])
            let cancelled = try await market.orders.page(OrderFilter(status: .cancelled), after: nil, count: 101)
            #expect(cancelled.count == 101 && cancelled.allSatisfy { $0.reservedUntil == nil })
        }
    }

    @Test func `a reservation that has not run out stays`() async throws {
        try await Market.with { market in
            let product = try await market.offer(3)
            let order = try await market.place([(product, 2)], for: UserID())
            try await market.module.jobs[0].run()
            #expect(try await market.available(product) == (1, 1))
            #expect(try await market.orders.order(order.id, visible: .everyones) == order)
        }
    }
}
