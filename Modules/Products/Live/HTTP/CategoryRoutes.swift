import HTTPKernel
import Persistence
import Products
import SharedKernel

/// Categories over HTTP, and the places of products in them.
struct CategoryRoutes: Sendable {
    let categories: CategoryStore
    let tokens: OpaqueTokens

    var routes: [Route] {
        [
            .open(.get, "/api/v1/categories", "Categories by name, a page at a time", handler: page),
            .open(.get, "/api/v1/categories/{id}", "One category", handler: category),
            .transactional(
                .post, "/api/v1/categories", "Add a category", for: .staff, status: .created, handler: create),
            .transactional(
                .patch, "/api/v1/categories/{id}", "Rename a category, or move it with all that is below it",
                for: .staff, errors: [.conflict], handler: update),
            .transactional(
                .delete, "/api/v1/categories/{id}", "Remove a category and leave its products", for: .staff,
                status: .noContent, handler: delete),
            .transactional(
                .put, "/api/v1/products/{id}/categories/{categoryId}", "Put a product into a category", for: .staff,
                status: .noContent, handler: place),
            .transactional(
                .delete, "/api/v1/products/{id}/categories/{categoryId}", "Take a product out of a category",
                for: .staff, status: .noContent, handler: remove),
        ]
    }

    func page(_ call: Call<CategoryPageQuery, Nothing>) async throws -> Reply<[CategoryResponse]> {
        let limit = call.query.limit ?? PageLimit.standard
        let position = try call.query.cursor.map { text in
            try CategoryStore.Position(PageCursor(text, of: "categories", with: tokens))
        }
        let found = try await categories.page(after: position, count: PageLimit.fetched(for: limit))
        let shown = found.prefix(Int(limit))
        let next = found.count > shown.count ? shown.last : nil
        return .page(
            shown.map(CategoryResponse.init),
            next: next.map { PageCursor([$0.id.description, $0.name]).sealed(for: "categories", with: tokens) })
    }

    func category(_ call: Call<Nothing, Nothing>) async throws -> Reply<CategoryResponse> {
        try Self.reply(try await categories.category(try call.request.id("id")))
    }

    func create(
        _ call: Call<Nothing, CreateCategoryRequest>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<CategoryResponse> {
        let id = CategoryID()
        let category = try await categories.insert(
            id, named: call.body.name, below: call.body.parentId, in: transaction)
        guard let category else { throw HTTPError.notFound }
        return .created(CategoryResponse(category), at: "/api/v1/categories/\(id)")
    }

    func update(
        _ call: Call<Nothing, UpdateCategoryRequest>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<CategoryResponse> {
        try Self.reply(
            try await categories.update(
                try call.request.id("id"), name: call.body.name, parent: call.body.parentId, in: transaction))
    }

    func delete(
        _ call: Call<Nothing, Nothing>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<Nothing> {
        guard try await categories.delete(try call.request.id("id"), in: transaction) else { throw HTTPError.notFound }
        return .none()
    }

    func place(
        _ call: Call<Nothing, PlacementRequest>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<Nothing> {
        let isPlaced = try await categories.place(
            try call.request.id("id"), in: try call.request.id("categoryId"), at: call.body.position, in: transaction)
        guard isPlaced else { throw HTTPError.notFound }
        return .none()
    }

    func remove(
        _ call: Call<Nothing, Nothing>, _: Principal, _ transaction: Transaction
    ) async throws -> Reply<Nothing> {
        let isRemoved = try await categories.remove(
            try call.request.id("id"), from: try call.request.id("categoryId"), in: transaction)
        guard isRemoved else { throw HTTPError.notFound }
        return .none()
    }

    private static func reply(_ category: Category?) throws -> Reply<CategoryResponse> {
        guard let category else { throw HTTPError.notFound }
        return Reply(CategoryResponse(category))
    }
}

extension CategoryStore.Position {
    /// The position in a cursor; a name holds no control character, such as the one between them. Throws `INVALID_CURSOR`.
    fileprivate init(_ cursor: PageCursor) throws {
        guard cursor.position.count == 2, let id = UniqueID(cursor.position[0]) else { throw HTTPError.invalidCursor }
        self.init(name: cursor.position[1], id: CategoryID(id))
    }
}
