import Orders
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct OrderEditingTests {
    @Test func `lines come, change and go, and with them the total and the reservation`() async throws {
        try await Market.with { market in
            let products = [try await market.offer(10, price: 100), try await market.offer(10, price: 7)]
            let order = try await market.place([(products[0], 2)], for: UserID())
            let added = try #require(await add(products[1], 3, to: order.id, market))
            #expect(added.lineTotal.amount == 21)
            _ = try await setQuantity(order.items[0].id, 5, order.id, market)
            #expect(try await market.stock(of: products[0]) == (10, 5))
            _ = try await setQuantity(order.items[0].id, 1, order.id, market)
            let edited = try #require(await market.orders.order(order.id, visible: .everyones))
            #expect(edited.items.map(\.quantity) == [1, 3] && edited.total.amount == 121)
            #expect(edited.reservedUntil == order.reservedUntil)
            #expect(try await market.stock(of: products[0]) == (10, 1))
            #expect(try await market.stock(of: products[1]) == (10, 3))
            #expect(try await remove(order.items[0].id, order.id, market))
            #expect(try await market.orders.order(order.id, visible: .everyones)?.items == [added])
            #expect(
                try await market.timeline(of: order.id)
                    == [.placed, .itemAdded, .itemChanged, .itemChanged, .itemRemoved])
            #expect(try await market.broken() == [])
        }
    }

    @Test func `a line keeps the price of its moment, and a new one has that of now`() async throws {
        try await Market.with { market in
            let product = try await market.offer(10, price: 100)
            let order = try await market.place([(product, 1)], for: UserID())
            try await market.database.execute("UPDATE products.products SET price_amount = 150")
            #expect(try await setQuantity(order.items[0].id, 2, order.id, market)?.unitPrice.amount == 100)
            #expect(try await add(product, 1, to: order.id, market)?.unitPrice.amount == 150)
            #expect(try await market.orders.order(order.id, visible: .everyones)?.total.amount == 350)
        }
    }

    @Test func `what cannot be edited is refused, and nothing of it is kept`() async throws {
        try await Market.with { market in
            let product = try await market.offer(3, price: 10)
            let euros = try await market.offer(3, currency: "EUR")
            let order = try await market.place([(product, 2)], for: UserID())
            let item = order.items[0].id
            await #expect(throws: OrderError.lastLine) { try await remove(item, order.id, market) }
            await #expect(throws: OrderError.mixedCurrencies) { try await add(euros, 1, to: order.id, market) }
            await #expect(throws: OrderError.self) { try await add(product, 2, to: order.id, market) }
            await #expect(throws: OrderError.self) { try await setQuantity(item, 4, order.id, market) }
            #expect(try await setQuantity(OrderItemID(), 1, order.id, market) == nil)
            #expect(try await market.orders.order(order.id, visible: .everyones) == order)

            try await market.letReservationsRunOut()
            await #expect(throws: OrderError.reservationExpired) { try await setQuantity(item, 1, order.id, market) }
            try await market.cancel(order.id)
            await #expect(throws: OrderError.notPending(.cancelled)) { try await add(product, 1, to: order.id, market) }
            #expect(try await market.broken() == [])
        }
    }

    @Test func `an order has no more than 250 lines`() async throws {
        try await Market.with { market in
            let product = try await market.offer(1000)
            let full = Array(repeating: (product, Int64(1)), count: 250)
            let order = try await market.place(full, for: UserID())
            await #expect(throws: OrderError.tooManyLines) { try await add(product, 1, to: order.id, market) }
        }
    }

    @Test func `edits of one order at once lose nothing of each other`() async throws {
        try await Market.with { market in
            let product = try await market.offer(100, price: 10)
            let order = try await market.place([(product, 1)], for: UserID())
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 { group.addTask { _ = try await add(product, 2, to: order.id, market) } }
                try await group.waitForAll()
            }
            let edited = try #require(await market.orders.order(order.id, visible: .everyones))
            #expect(edited.items.count == 21 && edited.total.amount == 410)
            #expect(try await market.stock(of: product) == (100, 41))
            #expect(try await market.broken() == [])
        }
    }
}

/// Adds a line as staff.
func add(_ product: ProductID, _ quantity: Int64, to order: OrderID, _ market: Market) async throws -> OrderItem? {
    try await market.database.transaction(retry: .transient) { transaction in
        try await market.editing.add(
            StockLine(product: product, quantity: quantity), to: order, visible: .everyones, by: UserID(),
            in: transaction)
    }
}

/// Changes a line as staff.
func setQuantity(
    _ item: OrderItemID, _ quantity: Int64, _ order: OrderID, _ market: Market
) async throws -> OrderItem? {
    try await market.database.transaction(retry: .transient) { transaction in
        try await market.editing.setQuantity(
            of: item, to: quantity, in: order, visible: .everyones, by: UserID(), in: transaction)
    }
}

/// Takes a line away as staff.
@discardableResult
func remove(_ item: OrderItemID, _ order: OrderID, _ market: Market) async throws -> Bool {
    try await market.database.transaction(retry: .transient) { transaction in
        try await market.editing.remove(item, from: order, visible: .everyones, by: UserID(), in: transaction)
    }
}
