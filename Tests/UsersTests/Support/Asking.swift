import HTTPKernel
import Persistence
import SharedKernel

/// Asks one route directly, without a server. In the context of a task that has one, its own writes are seen.
func ask(
    _ route: Route, query: String? = nil, parameters: [(name: String, value: String)] = [], body: String = "",
    headers: [(String, String)] = [], as principal: Principal? = nil,
    with transactions: any RequestTransactions = NoTransactions()
) async throws -> Response {
    let context =
        RequestContext.current ?? RequestContext(correlationID: "test", deadline: .now.advanced(by: .seconds(30)))
    context.principal = principal
    let all = headers + (body.isEmpty ? [] : [("content-type", "application/json")])
    let request = Request(
        method: route.method, path: route.path, query: query, headers: HeaderFields(all), body: Array(body.utf8),
        clientAddress: "192.0.2.1", context: context, parameters: parameters)
    return try await RequestContext.$current.withValue(context) {
        try await route.respond(request, transactions)
    }
}

/// For routes that need none.
struct NoTransactions: RequestTransactions {
    func perform(
        _ request: Request, for principal: Principal, _ body: @Sendable (Transaction) async throws -> Response
    ) async throws -> Response {
        throw PersistenceError.notDispatched(reason: "there is no database in this test")
    }
}

/// Transactions of a database, without idempotency keys.
struct PlainTransactions: RequestTransactions {
    let database: Database

    func perform(
        _ request: Request, for principal: Principal, _ body: @Sendable (Transaction) async throws -> Response
    ) async throws -> Response {
        try await database.transaction(body)
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
