public import HTTPKernel
public import Jobs
import Orders
public import Persistence
public import Products
public import SharedKernel

/// Orders, put together.
public struct OrdersModule: Sendable {
    /// What it answers over HTTP.
    public let routes: [Route]
    /// What it does by itself.
    public let jobs: [ScheduledJob]

    /// The module over `database`, which takes what it sells from `stock`; its cursors are sealed with `tokens`.
    public init(database: Database, stock: any StockReserving, tokens: OpaqueTokens) {
        let orders = OrderStore(database: database)
        let expiry = ReservationExpiry(database: database, orders: orders, stock: stock)
        routes = OrderRoutes(orders: orders, placing: OrderService(orders: orders, stock: stock), tokens: tokens).routes
        jobs = [
            ScheduledJob(name: "orders.release-expired-reservations", every: .seconds(30)) { try await expiry.run() }
        ]
    }
}
