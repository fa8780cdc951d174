import Orders
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct OrderStoreTests {
    @Test func `200 buyers of 50 units place exactly 50 orders`() async throws {
        try await Market.with { market in
            let product = try await market.offer(50)
            let placed = try await withThrowingTaskGroup(of: Order?.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        do {
                            return try await market.place([(product, 1)], for: UserID())
                        } catch OrderError.insufficientStock {
                            return nil
                        }
                    }
                }
                var placed: [Order] = []
                for try await case let order? in group { placed.append(order) }
                return placed
            }
            #expect(placed.count == 50 && Set(placed.map(\.number)).count == 50)
            #expect(try await market.available(product) == (0, 0))
            let kept = try await market.orders.page(OrderFilter(), after: nil, count: 101)
            #expect(Set(kept) == Set(placed))
        }
    }

    @Test func `an order is numbered by its year and counted on beyond six digits`() async throws {
        try await Market.with { market in
            let product = try await market.offer(5)
            let first = try await market.place([(product, 1)], for: UserID())
            let year = first.createdAt.description.prefix(4)
            #expect(first.number == "S-\(year)-000001")
            #expect(first.reservedUntil == first.createdAt + .seconds(1800))
            try await market.database.execute("ALTER SEQUENCE orders.order_numbers RESTART WITH 1234567")
            #expect(try await market.place([(product, 1)], for: UserID()).number == "S-\(year)-1234567")
        }
    }

    @Test func `pages neither repeat nor miss an order while others come, each in one statement`() async throws {
        try await Market.with { market in
            let product = try await market.offer(1000)
            let user = UserID()
            var lasting: [OrderID] = []
            for _ in 0..<25 {
                lasting.append(try await market.place([(product, 1), (product, 2)], for: user).id)
            }
            // Equal times, so that pages end among equals.
            try await market.database.execute("UPDATE orders.orders SET created_at = date_trunc('hour', created_at)")
            let context = try #require(RequestContext.current)
            var seen: [OrderID] = []
            var position: OrderPosition?
            repeat {
                let before = context.databaseStatistics.statements
                let page = try await market.orders.page(OrderFilter(user: user), after: position, count: 6)
                #expect(context.databaseStatistics.statements == before + 1)
                #expect(page.allSatisfy { $0.items.map(\.quantity) == [1, 2] })
                seen += page.map(\.id)
                position = page.count == 6 ? page.last.map { OrderPosition(createdAt: $0.createdAt, id: $0.id) } : nil
                _ = try await market.place([(product, 1)], for: user)
                _ = try await market.place([(product, 1)], for: UserID())
            } while position != nil && seen.count < 100
            #expect(Set(seen) == Set(lasting) && seen.count == lasting.count)
        }
    }

    @Test func `filters narrow`() async throws {
        try await Market.with { market in
            let product = try await market.offer(10)
            let users = [UserID(), UserID()]
            let first = try await market.place([(product, 1)], for: users[0])
            let second = try await market.place([(product, 1)], for: users[1])
            func ids(_ filter: OrderFilter) async throws -> [OrderID] {
                try await market.orders.page(filter, after: nil, count: 21).map(\.id)
            }
            #expect(try await ids(OrderFilter()) == [second.id, first.id])
            #expect(try await ids(OrderFilter(user: users[0])) == [first.id])
            #expect(try await ids(OrderFilter(status: .paid)) == [])
            #expect(try await ids(OrderFilter(createdAfter: first.createdAt)) == [second.id])
        }
    }

    @Test func `the database finds a page by the index of its filter`() async throws {
        try await Market.with { market in
            let user = UserID()
            try await market.database.execute(
                """
                WITH made AS (
                    INSERT INTO orders.orders (id, number, user_id, status, currency, total_amount, created_at)
                    SELECT gen_random_uuid(), 'S-2026-' || 100000 + n,
                        CASE WHEN n % 100 = 0 THEN \(user) ELSE gen_random_uuid() END, 'paid', 'USD', 1,
                        now() - n * interval '1 minute'
                    FROM generate_series(1, 5000) AS n RETURNING id)
                INSERT INTO orders.items (id, order_id, position, product_id, sku, name, unit_price, quantity)
                SELECT gen_random_uuid(), id, 0, gen_random_uuid(), 'S', 'N', 1, 1 FROM made
                """)
            try await market.database.execute("ANALYZE orders.orders, orders.items")
            let position = OrderPosition(createdAt: .now, id: OrderID())
            for (filter, index) in [
                (OrderFilter(user: user), "orders_user_id"), (OrderFilter(), "orders_created_at"),
            ] {
                let sql = OrderStore.page(filter, position, 21)
                let plan = try await market.database.read("EXPLAIN (COSTS OFF) \(sql)", freshness: .latest) {
                    try $0.next(String.self)
                }.joined(separator: "\n")
                #expect(plan.contains("Backward using \(index)") && plan.contains("items_order_id_position_key"))
                #expect(!plan.contains("Seq Scan") && !plan.contains("Sort"), "\(plan)")
            }
        }
    }
}
