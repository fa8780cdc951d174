public import HTTPKernel
public import Jobs
public import Orders
public import Persistence
public import Products
public import SharedKernel

/// Orders, put together.
public struct OrdersModule: Sendable {
    /// What it answers over HTTP.
    public let routes: [Route]
    /// What it does by itself.
    public let jobs: [ScheduledJob]

    /// The module over `database`, which takes what it sells from `stock` and the money for it from `payments`; its
    /// cursors are sealed with `tokens`.
    public init(
        database: Database, stock: any StockReserving & StockSelling, payments: any PaymentProvider,
        tokens: OpaqueTokens
    ) {
        let orders = OrderStore(database: database)
        let placing = OrderService(orders: orders, stock: stock)
        let life = OrderLife(orders: orders, stock: stock, payments: payments)
        let expiry = ReservationExpiry(database: database, orders: orders, stock: stock)
        routes =
            OrderRoutes(orders: orders, placing: placing, tokens: tokens).routes
            + OrderLifeRoutes(orders: orders, life: life, tokens: tokens).routes
            + OrderEditRoutes(editing: OrderEditing(orders: orders, placing: placing)).routes
        jobs = [
            ScheduledJob(name: "orders.release-expired-reservations", every: .seconds(30)) { try await expiry.run() }
        ]
    }
}
