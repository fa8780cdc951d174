public import SharedKernel

/// A step that every request goes through on its way to its route, and every answer on its way back.
public protocol Middleware: Sendable {
    /// Answers, usually by asking `next` and changing what goes in or what comes out.
    func respond(to request: Request, for route: Route, next: Next) async throws -> Response
}

/// The rest of the way: the middleware after this one, and the route at the end.
public struct Next: Sendable {
    private let chain: [any Middleware]
    private let position: Int
    private let transactions: any RequestTransactions

    package init(_ chain: [any Middleware], transactions: any RequestTransactions) {
        self.init(chain, position: 0, transactions: transactions)
    }

    private init(_ chain: [any Middleware], position: Int, transactions: any RequestTransactions) {
        self.chain = chain
        self.position = position
        self.transactions = transactions
    }

    /// Hands the request on.
    public func callAsFunction(_ request: Request, for route: Route) async throws -> Response {
        guard position < chain.count else { return try await route.respond(request, transactions) }
        return try await chain[position].respond(
            to: request, for: route, next: Next(chain, position: position + 1, transactions: transactions))
    }
}

/// Finds out who is calling. Auth provides it.
public protocol Authenticating: Sendable {
    /// The caller that the bearer token names. Throws ``HTTPError`` when it names none.
    func principal(bearer token: String) async throws -> Principal
}
