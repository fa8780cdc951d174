import HTTPKernel
import Orders
import Persistence
import SharedKernel

/// Orders over HTTP.
struct OrderRoutes: Sendable {
    let orders: OrderStore
    let placing: any OrderPlacing
    let tokens: OpaqueTokens

    var routes: [Route] {
        [
            .transactional(
                .post, "/api/v1/orders", "Place an order", status: .created,
                errors: [.insufficientStock, .invalidState, .conflict], handler: create),
            .protected(.get, "/api/v1/orders", "Orders, newest first, a page at a time", handler: page),
            .protected(.get, "/api/v1/orders/{id}", "One order", handler: order),
            .protected(.get, "/api/v1/orders/{id}/items", "The lines of an order", handler: items),
        ]
    }

    func create(
        _ call: Call<Nothing, CreateOrderRequest>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<OrderResponse> {
        do {
            let order = try await placing.place(call.body.command, for: principal.userID, in: transaction)
            return .created(OrderResponse(order), at: "/api/v1/orders/\(order.id)")
        } catch OrderError.unknownProducts(let products) {
            throw call.body.unknown(products)
        }
    }

    func page(_ call: Call<OrderPageQuery, Nothing>, _ principal: Principal) async throws -> Reply<[OrderResponse]> {
        let filter = try call.query.filter(for: principal)
        let limit = call.query.limit ?? PageLimit.standard
        let position = try call.query.cursor.map { try OrderPosition(PageCursor($0, of: filter.text, with: tokens)) }
        let found = try await orders.page(filter, after: position, count: PageLimit.fetched(for: limit))
        let shown = found.prefix(Int(limit))
        let next = found.count > shown.count ? shown.last : nil
        return .page(
            shown.map(OrderResponse.init),
            next: next.map {
                OrderPosition(createdAt: $0.createdAt, id: $0.id).cursor.sealed(for: filter.text, with: tokens)
            })
    }

    func order(_ call: Call<Nothing, Nothing>, _ principal: Principal) async throws -> Reply<OrderResponse> {
        Reply(OrderResponse(try await found(call, principal)))
    }

    func items(_ call: Call<Nothing, Nothing>, _ principal: Principal) async throws -> Reply<[OrderItemResponse]> {
        Reply(try await found(call, principal).items.map(OrderItemResponse.init))
    }

    /// The order that the path names, if the caller may see it.
    private func found(_ call: Call<Nothing, Nothing>, _ principal: Principal) async throws -> Order {
        let order = try await orders.order(
            try call.request.id("id"), visible: .to(principal))
        guard let order else { throw HTTPError.notFound }
        return order
    }
}
