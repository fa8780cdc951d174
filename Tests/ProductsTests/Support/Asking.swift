import HTTPKernel
import Persistence
import Products
import SharedKernel
import Testing

/// Asks a route directly, without a server.
func ask(
    _ routes: [Route], _ method: HTTPKernel.Method, _ path: String, query: String? = nil, id: ProductID? = nil,
    category: CategoryID? = nil, body: String = "", as role: Role? = nil, database: Database? = nil
) async throws -> Response {
    let route = try #require(routes.first { $0.method == method && $0.path == path })
    let context =
        RequestContext.current ?? RequestContext(correlationID: "test", deadline: .now.advanced(by: .seconds(30)))
    context.principal = role.map { Principal(userID: UserID(), role: $0, sessionID: nil) }
    let request = Request(
        method: method, path: path, query: query,
        headers: HeaderFields(body.isEmpty ? [] : [("content-type", "application/json")]), body: Array(body.utf8),
        clientAddress: "192.0.2.1", context: context,
        parameters: [
            ("id", id?.description ?? category?.description), ("categoryId", category?.description),
        ].compactMap { name, value in value.map { (name, $0) } })
    return try await RequestContext.$current.withValue(context) {
        try await route.respond(request, PlainTransactions(database: database))
    }
}

/// Transactions without idempotency.
struct PlainTransactions: RequestTransactions {
    let database: Database?

    func perform(
        _ request: Request, for principal: Principal, _ body: @Sendable (Transaction) async throws -> Response
    ) async throws -> Response {
        guard let database else { throw PersistenceError.notDispatched(reason: "there is no database in this test") }
        return try await database.transaction(retry: .transient) { try await body($0) }
    }
}

/// The error that a client would be told.
func httpError(_ body: () async throws -> Void) async -> HTTPError? {
    do {
        try await body()
        return nil
    } catch let error as HTTPError {
        return error
    } catch {
        return (error as? any HTTPErrorConvertible)?.httpError
    }
}

extension Response {
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}
