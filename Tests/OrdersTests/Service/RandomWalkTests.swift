import Jobs
import Orders
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct RandomWalkTests {
    /// Few products and few orders for many walkers, so that they meet.
    @Test func `whatever happens to orders at once, stock, ledger, totals and timelines agree`() async throws {
        try await Market.with { market in
            var products: [ProductID] = []
            for _ in 0..<4 { products.append(try await market.offer(40, price: 100)) }
            var orders: [Order] = []
            for _ in 0..<6 {
                orders.append(try await market.place([(products[0], 1), (products[1], 1)], for: UserID()))
            }
            let walk = Walk(market: market, products: products, shared: orders.map(\.id))
            let outcomes = try await withThrowingTaskGroup(of: (done: Int, refused: Int).self) { group in
                for seed in 1...8 { group.addTask { try await walk.run(seed: UInt64(seed), steps: 60) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.map(\.done).reduce(0, +) > 100, "a walk in which nothing works proves nothing")
            #expect(outcomes.map(\.refused).reduce(0, +) > 20, "nor does one without a refusal")
            #expect(try await market.broken() == [])
        }
    }
}

/// Steps at random over products and orders that others step over too.
private struct Walk: Sendable {
    let market: Market
    let products: [ProductID]
    /// Orders that every walker knows.
    let shared: [OrderID]

    func run(seed: UInt64, steps: Int) async throws -> (done: Int, refused: Int) {
        var random = SplitMix(state: seed)
        var mine: [OrderID] = []
        var outcome = (done: 0, refused: 0)
        for _ in 0..<steps {
            do {
                try await step(&random, &mine)
                outcome.done += 1
            } catch is OrderError {
                outcome.refused += 1
            }
        }
        return outcome
    }

    private func step(_ random: inout SplitMix, _ mine: inout [OrderID]) async throws {
        let order = (mine + shared).randomElement(using: &random) ?? shared[0]
        let lines = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            (products.randomElement(using: &random) ?? products[0], Int64.random(in: 1...3, using: &random))
        }
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: mine.append(try await market.place(lines, for: UserID()).id)
        case 2: _ = try await add(lines[0].0, lines[0].1, to: order, market)
        case 3: try await edit(order, Int64.random(in: 1...5, using: &random))
        case 4:
            guard let item = try await items(of: order).randomElement(using: &random) else { return }
            try await remove(item.id, order, market)
        case 5: try await market.pay(order, token: Bool.random(using: &random) ? "tok" : "tok_declined")
        case 6: try await market.pay(order)
        case 7, 8: try await market.cancel(order)
        case 9: try await market.move(order, to: .shipped)
        case 10: try await market.move(order, to: .refunded)
        default: try await expire(order)
        }
    }

    private func edit(_ order: OrderID, _ quantity: Int64) async throws {
        guard let item = try await items(of: order).first else { return }
        _ = try await setQuantity(item.id, quantity, order, market)
    }

    private func items(of order: OrderID) async throws -> [OrderItem] {
        try await market.orders.order(order, visible: .everyones)?.items ?? []
    }

    /// Lets one reservation run out, and the job come by.
    private func expire(_ order: OrderID) async throws {
        try await market.database.execute(
            "UPDATE orders.orders SET reserved_until = now() WHERE id = \(order) AND status = 'pending'")
        try await market.module.jobs[0].run()
    }
}

/// Random numbers that are the same for the same seed (Steele, Lea, Flood 2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
