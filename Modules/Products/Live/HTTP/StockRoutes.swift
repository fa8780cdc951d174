import HTTPKernel
import Persistence
import Products
import SharedKernel

/// The stock ledger over HTTP.
struct StockRoutes: Sendable {
    let stock: StockService
    let tokens: OpaqueTokens

    var routes: [Route] {
        [
            .protected(
                .get, "/api/v1/products/{id}/stock-adjustments", "Every movement of a product's stock, newest first",
                for: .staff, handler: ledger),
            .transactional(
                .post, "/api/v1/products/{id}/stock-adjustments", "Change what is on hand of a product", for: .staff,
                status: .created, errors: [.insufficientStock], handler: adjust),
        ]
    }

    func ledger(
        _ call: Call<StockPageQuery, Nothing>, _: Principal
    ) async throws -> Reply<[StockMovementResponse]> {
        let product: ProductID = try call.request.id("id")
        let query = "stock-adjustments \(product)"
        let limit = call.query.limit ?? PageLimit.standard
        let position = try call.query.cursor.map { try StockMovementID(PageCursor($0, of: query, with: tokens)) }
        let found = try await stock.store.ledger(of: product, before: position, count: PageLimit.fetched(for: limit))
        guard let found else { throw HTTPError.notFound }
        let shown = found.prefix(Int(limit))
        let next = found.count > shown.count ? shown.last : nil
        return .page(
            shown.map(StockMovementResponse.init),
            next: next.map { PageCursor([$0.id.description]).sealed(for: query, with: tokens) })
    }

    func adjust(
        _ call: Call<Nothing, StockAdjustmentRequest>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<StockMovementResponse> {
        let product: ProductID = try call.request.id("id")
        let movement = try await stock.adjust(
            product, by: call.body.delta, call.body.reason.reason, in: transaction)
        guard let movement else { throw HTTPError.notFound }
        return .created(StockMovementResponse(movement), at: "/api/v1/products/\(product)/stock-adjustments")
    }
}

extension StockMovementID {
    /// The position in a cursor. Throws `INVALID_CURSOR`.
    fileprivate init(_ cursor: PageCursor) throws {
        guard cursor.position.count == 1, let id = UniqueID(cursor.position[0]) else { throw HTTPError.invalidCursor }
        self.init(id)
    }
}
