import HTTPKernel
import Orders
import Persistence
import SharedKernel

/// The moves of an order over HTTP, and its timeline.
struct OrderLifeRoutes: Sendable {
    let orders: OrderStore
    let life: OrderLife
    let tokens: OpaqueTokens

    var routes: [Route] {
        [
            .transactional(
                .post, "/api/v1/orders/{id}/pay", "Pay for an order", errors: [.invalidState, .paymentDeclined],
                handler: pay),
            .transactional(
                .post, "/api/v1/orders/{id}/cancel", "Cancel an order that has not been shipped",
                errors: [.invalidState], handler: cancel),
            .transactional(
                .post, "/api/v1/orders/{id}/ship", "Hand an order to a carrier", for: .staff, errors: [.invalidState],
                handler: ship),
            .transactional(
                .post, "/api/v1/orders/{id}/deliver", "Note that an order has arrived", for: .staff,
                errors: [.invalidState], handler: deliver),
            .transactional(
                .post, "/api/v1/orders/{id}/refund", "Give the money for an order back", for: .staff,
                errors: [.invalidState], handler: refund),
            .protected(
                .get, "/api/v1/orders/{id}/events", "What happened to an order, oldest first, a page at a time",
                handler: events),
        ]
    }

    func pay(
        _ call: Call<Nothing, PaymentRequest>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<OrderResponse> {
        try Self.reply(
            try await life.pay(
                try call.request.id("id"), visible: .to(principal), token: call.body.paymentToken,
                by: principal.userID, in: transaction))
    }

    func cancel(
        _ call: Call<Nothing, Nothing>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<OrderResponse> {
        try Self.reply(
            try await life.cancel(
                try call.request.id("id"), visible: .to(principal), by: principal.userID, in: transaction))
    }

    func ship(
        _ call: Call<Nothing, ShipmentRequest>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<OrderResponse> {
        try Self.reply(
            try await life.ship(
                try call.request.id("id"), with: call.body.carrier, trackingNumber: call.body.trackingNumber,
                by: principal.userID, in: transaction))
    }

    func deliver(
        _ call: Call<Nothing, Nothing>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<OrderResponse> {
        try Self.reply(
            try await life.deliver(try call.request.id("id"), by: principal.userID, in: transaction))
    }

    func refund(
        _ call: Call<Nothing, Nothing>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<OrderResponse> {
        try Self.reply(try await life.refund(try call.request.id("id"), by: principal.userID, in: transaction))
    }

    func events(
        _ call: Call<OrderEventPageQuery, Nothing>, _ principal: Principal
    ) async throws -> Reply<[OrderEventResponse]> {
        let id: OrderID = try call.request.id("id")
        let query = "order events \(id)"
        let limit = call.query.limit ?? PageLimit.standard
        let version = try call.query.cursor.map { try PageCursor($0, of: query, with: tokens).version() } ?? 0
        let found = try await orders.events(
            of: id, visible: .to(principal), after: version, count: PageLimit.fetched(for: limit))
        guard let found else { throw HTTPError.notFound }
        let shown = found.prefix(Int(limit))
        let next = found.count > shown.count ? shown.last : nil
        return .page(
            shown.map(OrderEventResponse.init),
            next: next.map { PageCursor([String($0.version)]).sealed(for: query, with: tokens) })
    }

    private static func reply(_ order: Order?) throws -> Reply<OrderResponse> {
        guard let order else { throw HTTPError.notFound }
        return Reply(OrderResponse(order))
    }
}

extension OrderStore.Visibility {
    /// Staff see everyone's orders, others their own.
    static func to(_ principal: Principal) -> OrderStore.Visibility {
        principal.isAtLeast(.staff) ? .everyones : .only(principal.userID)
    }
}

extension PageCursor {
    /// The version that a page of events ended with. Throws `INVALID_CURSOR`.
    fileprivate func version() throws -> Int64 {
        guard position.count == 1, let version = Int64(position[0]) else { throw HTTPError.invalidCursor }
        return version
    }
}
