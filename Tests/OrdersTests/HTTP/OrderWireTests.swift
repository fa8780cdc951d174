import HTTPKernel
import Orders
import OrdersTesting
import Products
import SharedKernel
import Testing

@testable import OrdersLive

@Suite struct OrderWireTests {
    private let tokens = OpaqueTokens(secret: Array(repeating: 7, count: 32))

    @Test func `an order is written as the API describes it`() throws {
        let order = try #require(Order.sample())
        let item = order.items[0]
        #expect(
            String(decoding: json(OrderResponse(order)), as: UTF8.self) == """
                {"id":"\(order.id)","number":"S-2026-000042","userId":"\(order.user)","status":"pending","items":[\
                {"id":"\(item.id)","productId":"\(item.product)","sku":"WID-1","name":"Widget",\
                "unitPrice":{"amount":2999,"currency":"USD"},"quantity":2,\
                "lineTotal":{"amount":5998,"currency":"USD"}}],"total":{"amount":5998,"currency":"USD"},\
                "reservedUntil":"2026-11-21T09:14:00.123Z","createdAt":"2026-11-21T08:44:00.123Z",\
                "updatedAt":"2026-11-21T08:44:00.123Z"}
                """)
        let cancelled = try #require(Order.sample(status: .cancelled))
        #expect(!String(decoding: json(OrderResponse(cancelled)), as: UTF8.self).contains("reservedUntil"))
    }

    @Test func `an order has 1 to 250 lines of 1 to a million`() throws {
        let id = ProductID().description
        func problems(_ items: String) throws -> [String] {
            var problems = WireProblems()
            let body = try JSONDocument(Array("{\"items\":[\(items)]}".utf8))
            _ = CreateOrderRequest.wire.read(body.root, &problems)
            return problems.problems.map(\.field)
        }
        let line = #"{"productId":"\#(id)","quantity":1}"#
        #expect(try problems("") == ["items"])
        #expect(try problems(Array(repeating: line, count: 250).joined(separator: ",")) == [])
        #expect(try problems(Array(repeating: line, count: 251).joined(separator: ",")) == ["items"])
        #expect(
            try problems(#"\#(line),{"productId":"x","quantity":0},{"productId":"\#(id)","quantity":1000001}"#)
                == ["items[1].productId", "items[1].quantity", "items[2].quantity"])
    }

    @Test func `products that do not exist are named by their lines`() {
        let known = ProductID()
        let unknown = ProductID()
        let request = CreateOrderRequest(
            items: [known, unknown, known, unknown].map { CreateOrderItem(productId: $0, quantity: 1) },
            shippingAddressId: nil)
        let error = request.unknown([unknown])
        #expect(error.code == .validationError)
        let fields = error.details.compactMap { detail -> String? in
            if case .text(let field) = detail.members[0].value { field } else { nil }
        }
        #expect(fields == ["items[1].productId", "items[3].productId"])
    }

    @Test func `each refusal has its code`() {
        let product = ProductID()
        let faces: [(OrderError, ErrorCode)] = [
            (.unknownProducts([product]), .validationError), (.notForSale([product]), .invalidState),
            (.insufficientStock([Shortage(product: product, requested: 2, available: 1)]), .insufficientStock),
            (.mixedCurrencies, .conflict), (.totalTooLarge, .conflict),
        ]
        for (error, code) in faces { #expect(error.httpError.code == code) }
        let members = faces[2].0.httpError.details.first?.members.map(\.name)
        #expect(members == ["productId", "requested", "available"])
    }

    @Test func `a cursor serves only the caller's own query`() throws {
        let position = OrderPosition(createdAt: .now, id: OrderID())
        let mine = OrderFilter(user: UserID())
        let text = position.cursor.sealed(for: mine.text, with: tokens)
        #expect(try OrderPosition(PageCursor(text, of: mine.text, with: tokens)) == position)
        for other in [OrderFilter(user: UserID()), OrderFilter(), OrderFilter(user: mine.user, status: .paid)] {
            #expect(throws: HTTPError.self) { try PageCursor(text, of: other.text, with: tokens) }
        }
    }

    @Test func `customers see their own orders whatever they ask for`() throws {
        let caller = customer()
        func query(_ user: UserID?) -> OrderPageQuery {
            OrderPageQuery(limit: nil, cursor: nil, userId: user, status: nil, createdAfter: nil)
        }
        #expect(try query(nil).filter(for: caller).user == caller.userID)
        #expect(try query(caller.userID).filter(for: caller).user == caller.userID)
        let error = #expect(throws: HTTPError.self) { try query(UserID()).filter(for: caller) }
        #expect(error?.code == .forbidden)
        #expect(try query(nil).filter(for: staff()).user == nil)
    }
}
