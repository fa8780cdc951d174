import HTTPKernel
import Orders
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct OrderRouteTests {
    @Test func `an order is placed, read back and listed by its owner and by staff only`() async throws {
        try await Market.with { market in
            let routes = market.module.routes
            let product = try await market.offer(5, price: 1250)
            let owner = customer()
            let placed = try await ask(
                routes, .post, "/api/v1/orders", body: #"{"items":[{"productId":"\#(product)","quantity":2}]}"#,
                as: owner, database: market.database)
            #expect(placed.status == .created)
            #expect(placed.text.contains(#""total":{"amount":2500,"currency":"USD"}"#))
            #expect(placed.text.contains(#""number":"S-20"#) && placed.text.contains(#""reservedUntil":""#))
            let location = try #require(placed.header("Location"))
            let id = OrderID(try #require(UniqueID(location.suffix(36))))

            let one = "/api/v1/orders/{id}"
            for reader in [owner, staff()] {
                #expect(try await ask(routes, .get, one, id: id, as: reader).body == placed.body)
                #expect(try await ask(routes, .get, "/api/v1/orders", as: reader).text == "[\(placed.text)]")
                #expect(try await ask(routes, .get, one + "/items", id: id, as: reader).text.contains(#""quantity":2"#))
            }
            let stranger = customer()
            for path in [one, one + "/items"] {
                let error = await httpError { _ = try await ask(routes, .get, path, id: id, as: stranger) }
                #expect(error?.code == .notFound)
            }
            #expect(try await ask(routes, .get, "/api/v1/orders", as: stranger).text == "[]")
        }
    }

    @Test func `what cannot be ordered is refused, and nothing of it is kept`() async throws {
        try await Market.with { market in
            let good = try await market.offer(5)
            let draft = try await market.offer(5, status: .draft)
            let euro = try await market.offer(5, currency: "EUR")
            let dear = try await market.offer(5, price: Money.largestAmount)
            let refusals: [([(ProductID, Int64)], ErrorCode)] = [
                ([(good, 1), (ProductID(), 1)], .validationError), ([(good, 1), (draft, 1)], .invalidState),
                ([(good, 3), (good, 3)], .insufficientStock), ([(good, 1), (euro, 1)], .conflict),
                ([(dear, 2)], .conflict), ([(dear, 1), (good, 1)], .conflict),
            ]
            for (lines, code) in refusals {
                let items = lines.map { #"{"productId":"\#($0.0)","quantity":\#($0.1)}"# }.joined(separator: ",")
                let error = await httpError {
                    _ = try await ask(
                        market.module.routes, .post, "/api/v1/orders", body: "{\"items\":[\(items)]}", as: customer(),
                        database: market.database)
                }
                #expect(error?.code == code)
            }
            for product in [good, draft, euro, dear] { #expect(try await market.available(product) == (5, 5)) }
            #expect(try await market.orders.page(OrderFilter(), after: nil, count: 21).isEmpty)
        }
    }

    @Test func `a page follows the link of the page before`() async throws {
        try await Market.with { market in
            let product = try await market.offer(100)
            let owner = customer()
            for _ in 0..<5 { _ = try await market.place([(product, 1)], for: owner.userID) }
            var seen: [Substring] = []
            var query: String? = "limit=2&status=pending"
            while let asked = query {
                let page = try await ask(market.module.routes, .get, "/api/v1/orders", query: asked, as: owner)
                seen += page.text.split(separator: #""number":""#).dropFirst().map { $0.prefix { $0 != "\"" } }
                query = page.header("Link").map { String($0.split(separator: "?")[1].prefix { $0 != ">" }) }
            }
            #expect(seen.count == 5 && seen == seen.sorted().reversed())
        }
    }
}
