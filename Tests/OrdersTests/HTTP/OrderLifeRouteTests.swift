import HTTPKernel
import Orders
import Persistence
import PersistenceTesting
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct OrderLifeRouteTests {
    private static let one = "/api/v1/orders/{id}"

    @Test func `an order lives from payment to refund over HTTP, and its timeline tells of it`() async throws {
        try await Market.with { market in
            let routes = market.module.routes
            let owner = customer()
            let clerk = staff()
            let product = try await market.offer(5, price: 1250)
            let order = try await market.place([(product, 2)], for: owner.userID)
            func post(_ action: String, _ body: String = "", as caller: Principal) async throws -> Response {
                try await ask(
                    routes, .post, Self.one + action, id: order.id, body: body, as: caller, database: market.database)
            }
            let declined = await httpError {
                _ = try await post("/pay", #"{"paymentToken":"tok_declined"}"#, as: owner)
            }
            #expect(declined?.code == .paymentDeclined)
            let paid = try await post("/pay", #"{"paymentToken":"tok_visa"}"#, as: owner)
            #expect(paid.status == .ok && paid.text.contains(#""status":"paid""#))
            let twice = await httpError { _ = try await post("/pay", #"{"paymentToken":"tok_visa"}"#, as: owner) }
            #expect(twice?.code == .invalidState)
            let shipment = #"{"carrier":"Post","trackingNumber":"X \"1\""}"#
            #expect(try await post("/ship", shipment, as: clerk).text.contains(#""status":"shipped""#))
            #expect(try await post("/deliver", as: clerk).text.contains(#""status":"delivered""#))
            #expect(try await post("/refund", as: clerk).text.contains(#""status":"refunded""#))

            let page = try await ask(
                routes, .get, Self.one + "/events", query: "limit=4", id: order.id, as: owner)
            let kinds = page.text.split(separator: #""type":""#).dropFirst().map { $0.prefix { $0 != "\"" } }
            #expect(kinds == ["placed", "paid", "shipped", "delivered"])
            #expect(page.text.contains(#""data":{"amount": {"amount": 2500, "currency": "USD"}}"#))
            #expect(page.text.contains(#""trackingNumber": "X \"1\"""#))
            #expect(page.text.contains(#""actor":"\#(owner.userID)""#))
            let link = try #require(page.header("Link"))
            let rest = try await ask(
                routes, .get, Self.one + "/events", query: String(link.split(separator: "?")[1].prefix { $0 != ">" }),
                id: order.id, as: owner)
            #expect(rest.text.contains(#""type":"refunded""#) && rest.header("Link") == nil)
        }
    }

    @Test func `a stranger finds no order to pay, cancel, edit or follow`() async throws {
        try await Market.with { market in
            let product = try await market.offer(5)
            let order = try await market.place([(product, 1)], for: UserID())
            let asked: [(HTTPKernel.Method, String, String)] = [
                (.post, "/pay", #"{"paymentToken":"t"}"#), (.post, "/cancel", ""), (.get, "/events", ""),
                (.post, "/items", #"{"productId":"\#(product)","quantity":1}"#),
                (.patch, "/items/{itemId}", #"{"quantity":2}"#), (.delete, "/items/{itemId}", ""),
            ]
            for (method, path, body) in asked {
                let error = await httpError {
                    _ = try await ask(
                        market.module.routes, method, Self.one + path, id: order.id, item: order.items[0].id,
                        body: body, as: customer(), database: market.database)
                }
                #expect(error?.code == .notFound, "\(path)")
            }
            for action in ["/ship", "/deliver", "/refund"] {
                let error = await httpError {
                    _ = try await ask(
                        market.module.routes, .post, Self.one + action, id: order.id, as: customer(order.user),
                        database: market.database)
                }
                #expect(error?.code == .forbidden)
            }
            #expect(try await market.orders.order(order.id, visible: .everyones) == order)
        }
    }

    @Test func `lines are added, changed and taken away by the owner`() async throws {
        try await Market.with { market in
            let routes = market.module.routes
            let product = try await market.offer(5, price: 10)
            let owner = customer()
            let order = try await market.place([(product, 1)], for: owner.userID)
            let items = Self.one + "/items"
            let added = try await ask(
                routes, .post, items, id: order.id, body: #"{"productId":"\#(product)","quantity":3}"#, as: owner,
                database: market.database)
            #expect(added.status == .created && added.text.contains(#""lineTotal":{"amount":30,"currency":"USD"}"#))
            let location = try #require(added.header("Location"))
            #expect(location.hasPrefix("/api/v1/orders/\(order.id)/items/"))
            let item = OrderItemID(try #require(UniqueID(location.suffix(36))))
            let changed = try await ask(
                routes, .patch, items + "/{itemId}", id: order.id, item: item, body: #"{"quantity":2}"#, as: owner,
                database: market.database)
            #expect(changed.text.contains(#""quantity":2"#))
            let gone = try await ask(
                routes, .delete, items + "/{itemId}", id: order.id, item: item, as: owner, database: market.database)
            #expect(gone.status == .noContent && gone.body.isEmpty)
            let last = await httpError {
                _ = try await ask(
                    routes, .delete, items + "/{itemId}", id: order.id, item: order.items[0].id, as: owner,
                    database: market.database)
            }
            #expect(last?.code == .conflict)
            let unknown = await httpError {
                _ = try await ask(
                    routes, .post, items, id: order.id, body: #"{"productId":"\#(ProductID())","quantity":3}"#,
                    as: owner, database: market.database)
            }
            #expect(unknown?.code == .validationError)
        }
    }
}
