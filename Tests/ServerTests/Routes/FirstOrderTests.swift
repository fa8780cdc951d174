import HTTPKernelTesting
import Persistence
import PersistenceTesting
import ServerTesting
import SharedKernel
import Testing

@Suite struct FirstOrderTests {
    @Test func `someone registers, signs in, looks around, orders, and finds the order again`() async throws {
        try await TestDatabase.with { db in
            let product = try await db.product(stock: 12, price: 2999, sku: "WID-1")
            try await db.waitForReplica()
            try await StoaProcess.with(db) { server in
                let ada = try await Shopper.register(at: server, email: "ada@example.com")
                let me = try await ada.send("GET", "/api/v1/users/me")
                #expect(me.status == 200)
                let profile = try me.json()
                #expect(profile["email"].string == "ada@example.com" && profile["role"].string == "customer")
                #expect(
                    profile.names == ["createdAt", "email", "emailVerified", "id", "name", "role", "updatedAt"])

                let byID = try await ada.send("GET", "/api/v1/users/\(ada.id)")
                #expect(byID.status == 200 && byID.body == me.body)

                let list = try await server.api.send("GET", "/api/v1/products")
                let found = try list.json()
                #expect(list.status == 200 && found.elements.count == 1)
                #expect(found[0]["id"].string == product.description)
                #expect(found[0]["price"]["amount"].int == 2999 && found[0]["price"]["currency"].string == "USD")
                #expect(found[0]["stock"]["available"].int == 12)

                let placed = try await ada.order(product, quantity: 2)
                #expect(placed.status == 201)
                let order = try placed.json()
                let id = try #require(order["id"].string)
                #expect(placed.header("location") == "/api/v1/orders/\(id)")
                #expect(order["number"].string?.hasPrefix("S-") == true && order["status"].string == "pending")
                #expect(order["items"][0]["sku"].string == "WID-1")
                #expect(order["items"][0]["lineTotal"]["amount"].int == 5998)
                #expect(order["total"]["amount"].int == 5998 && order["userId"].string == ada.id)

                let again = try await ada.send("GET", "/api/v1/orders/\(id)")
                #expect(again.status == 200 && again.body == placed.body)
                let mine = try await ada.send("GET", "/api/v1/orders")
                let orders = try mine.json()
                #expect(orders.elements.count == 1 && orders[0]["id"].string == id)
                let items = try await ada.send("GET", "/api/v1/orders/\(id)/items")
                let lines = try items.json()
                #expect(lines.elements.count == 1 && lines[0]["quantity"].int == 2)

                let eve = try await Shopper.register(at: server)
                let notHers = try await eve.send("GET", "/api/v1/users/\(ada.id)")
                #expect(notHers.status == 404)
                let stolen = try await eve.send("GET", "/api/v1/orders/\(id)")
                let code = try stolen.json()["error"]["code"].string
                #expect(stolen.status == 404 && code == "NOT_FOUND")
            }
        }
    }

    @Test func `fifty twins of one key make one order`() async throws {
        try await TestDatabase.with { db in
            let product = try await db.product(stock: 100)
            try await StoaProcess.with(db) { server in
                let ada = try await Shopper.register(at: server)
                let answers = try await withThrowingTaskGroup(of: TestResult.self) { group in
                    for _ in 0..<50 {
                        group.addTask {
                            // Whose twin is still running is told so, and comes again.
                            while true {
                                let answer = try await ada.order(product, key: "one-and-only")
                                guard answer.status == 409 else { return answer }
                                let code = try answer.json()["error"]["code"].string
                                #expect(code == "IDEMPOTENCY_KEY_IN_USE" && answer.header("retry-after") != nil)
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.allSatisfy { $0.status == 201 })
                #expect(Set(answers.map(\.text)).count == 1, "a replay is the first answer byte for byte")
                #expect(answers.filter { $0.header("idempotency-replayed") == "true" }.count == 49)
                let orders = try await db.database.read("SELECT count(*) FROM orders.orders", freshness: .latest) {
                    try $0.next(Int64.self)
                }
                #expect(orders == [1])

                let other = try await ada.order(product, quantity: 2, key: "one-and-only")
                let code = try other.json()["error"]["code"].string
                #expect(other.status == 422 && code == "IDEMPOTENCY_KEY_REUSED")
            }
        }
    }

    @Test func `two hundred buyers of fifty units buy exactly fifty`() async throws {
        try await TestDatabase.with { db in
            let product = try await db.product(stock: 50)
            try await StoaProcess.with(db) { server in
                let ada = try await Shopper.register(at: server)
                let statuses = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
                    for _ in 0..<200 {
                        group.addTask {
                            let answer = try await ada.order(product)
                            let code = answer.status == 201 ? nil : try answer.json()["error"]["code"].string
                            return (answer.status, code)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.filter { $0.0 == 201 }.count == 50)
                #expect(statuses.filter { $0.0 == 409 && $0.1 == "INSUFFICIENT_STOCK" }.count == 150)
                let stock = try await db.database.readFirst(
                    """
                    SELECT s.on_hand, s.reserved, s.available,
                           (SELECT sum(m.delta)::int8 FROM products.stock_movements m WHERE m.product_id = s.product_id),
                           (SELECT sum(i.quantity)::int8 FROM orders.items i WHERE i.product_id = s.product_id)
                    FROM products.stock s WHERE s.product_id = \(product)
                    """, freshness: .latest
                ) { row in
                    try [row.next(Int64.self), row.next(), row.next(), row.next(), row.next()]
                }
                #expect(stock == [50, 50, 0, 0, 50])
            }
        }
    }
}
