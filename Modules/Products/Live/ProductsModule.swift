public import HTTPKernel
public import Persistence
public import Products
public import SharedKernel

/// The catalogue and its stock, put together.
public struct ProductsModule: Sendable {
    /// What it answers over HTTP.
    public let routes: [Route]
    /// Sets stock aside for orders, and sells it.
    public let stock: any StockReserving & StockSelling

    /// The module over `database`; its cursors are sealed with `tokens`.
    public init(database: Database, tokens: OpaqueTokens) {
        let service = StockService(store: StockStore(database: database))
        routes =
            ProductRoutes(products: ProductStore(database: database), tokens: tokens).routes
            + CategoryRoutes(categories: CategoryStore(database: database), tokens: tokens).routes
            + StockRoutes(stock: service, tokens: tokens).routes
        stock = service
    }
}
