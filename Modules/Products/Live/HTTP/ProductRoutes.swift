import HTTPKernel
import Persistence
import Products
import SharedKernel

/// The catalogue over HTTP.
struct ProductRoutes: Sendable {
    let products: ProductStore
    let tokens: OpaqueTokens

    var routes: [Route] {
        [
            .open(.get, "/api/v1/products", "Products, a page at a time", errors: [.forbidden], handler: page),
            .open(.get, "/api/v1/products/{id}", "One product", handler: product),
            .transactional(
                .post, "/api/v1/products", "Add a product, as a draft", for: .staff, status: .created,
                errors: [.uniqueViolation], handler: create),
            .transactional(
                .patch, "/api/v1/products/{id}", "Change a product", for: .staff, errors: [.uniqueViolation],
                handler: update),
            .transactional(
                .delete, "/api/v1/products/{id}", "Delete a product; it stays on orders", for: .staff,
                status: .noContent, handler: delete),
            .transactional(
                .post, "/api/v1/products/{id}/publish", "Put a product up for sale", for: .staff, handler: publish),
            .transactional(
                .post, "/api/v1/products/{id}/archive", "Take a product off sale", for: .staff, handler: archive),
        ]
    }

    func page(_ call: Call<ProductPageQuery, Nothing>) async throws -> Reply<[ProductResponse]> {
        let filter = try call.query.filter(for: call.principal)
        let limit = call.query.limit ?? PageLimit.standard
        let position = try call.query.cursor.map { text in
            try ProductPosition(PageCursor(text, of: filter.identity, with: tokens), sort: filter.sort)
        }
        let found = try await products.page(filter, after: position, count: PageLimit.fetched(for: limit))
        let shown = found.prefix(Int(limit))
        let next = found.count > shown.count ? shown.last : nil
        return .page(
            shown.map(ProductResponse.init),
            next: next.map { ProductPosition($0, sort: filter.sort).cursor.sealed(for: filter.identity, with: tokens) })
    }

    func product(_ call: Call<Nothing, Nothing>) async throws -> Reply<ProductResponse> {
        let isStaff = call.principal?.isAtLeast(.staff) ?? false
        return try Self.reply(
            try await products.product(try call.request.id("id"), visible: isStaff ? .all : .active))
    }

    func create(
        _ call: Call<Nothing, CreateProductRequest>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<ProductResponse> {
        let id = ProductID()
        let product = try await products.insert(id, call.body.command, in: transaction)
        guard let product else { throw HTTPError.notFound }
        return .created(ProductResponse(product), at: "/api/v1/products/\(id)")
    }

    func update(
        _ call: Call<Nothing, UpdateProductRequest>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<ProductResponse> {
        try Self.reply(try await products.update(try call.request.id("id"), call.body.command, in: transaction))
    }

    func delete(
        _ call: Call<Nothing, Nothing>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<Nothing> {
        guard try await products.delete(try call.request.id("id"), in: transaction) else { throw HTTPError.notFound }
        return .none()
    }

    func publish(
        _ call: Call<Nothing, Nothing>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<ProductResponse> {
        try Self.reply(try await products.move(try call.request.id("id"), to: .active, in: transaction))
    }

    func archive(
        _ call: Call<Nothing, Nothing>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<ProductResponse> {
        try Self.reply(try await products.move(try call.request.id("id"), to: .archived, in: transaction))
    }

    private static func reply(_ product: Product?) throws -> Reply<ProductResponse> {
        guard let product else { throw HTTPError.notFound }
        return Reply(ProductResponse(product))
    }
}
