package import HTTPKernel
package import Logging
import SharedKernel

/// Answers requests, whichever protocol carried them: finds the route, walks the middleware, and turns whatever is
/// thrown on the way into an answer.
package struct Responder: Sendable {
    private let table: RouteTable
    private let chain: Next
    private let errorMapping: @Sendable (any Error) -> HTTPError?
    private let logger: Logger

    package init(
        table: RouteTable, middleware: [any Middleware], transactions: any RequestTransactions,
        errorMapping: @escaping @Sendable (any Error) -> HTTPError?, logger: Logger
    ) {
        self.table = table
        chain = Next(middleware, transactions: transactions)
        self.errorMapping = errorMapping
        self.logger = logger
    }

    /// What will answer a request.
    enum Destination {
        case route(Route, [(name: String, value: String)])
        case response(Response)
        case error(HTTPError)

        /// The route's template, for logs; `-` where there is none.
        var template: String {
            if case .route(let route, _) = self { route.path } else { "-" }
        }
    }

    /// What will answer `method` at `path`.
    func destination(_ method: Method, _ path: String, accept: String?) -> Destination {
        if path == "*" { return Self.options(allowed: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS") }
        do {
            if path.utf8.starts(with: "/api/".utf8) { _ = try APIVersion.version(in: accept) }
            var match = table.match(method, path[...])
            if case .nothing = match, let other = try APIVersion.versioned(path, accept: accept) {
                match = table.match(method, other)
            }
            return Self.destination(of: match, method)
        } catch {
            return .error(httpError(error, correlationID: "-"))
        }
    }

    private static func destination(of match: RouteTable.Match, _ method: Method) -> Destination {
        switch match {
        case .route(let route, let values): .route(route, values)
        case .otherMethods(let allowed) where method == .options: options(allowed: allowed)
        case .otherMethods(let allowed):
            .error(
                HTTPError(.methodNotAllowed, "This address does not know that method", headers: [("Allow", allowed)]))
        case .nothing: .error(.notFound)
        }
    }

    private static func options(allowed: String) -> Destination {
        .response(Response(status: .noContent, headers: [("Allow", allowed)]))
    }

    /// The answer of `route`. Never fails: an error is an answer too.
    func respond(to request: Request, route: Route) async -> Response {
        do {
            return try await chain(request, for: route)
        } catch {
            return errorResponse(error, accept: request.header("accept"), context: request.context)
        }
    }

    /// The answer that tells of `error`.
    func errorResponse(_ error: any Error, accept: String?, context: RequestContext) -> Response {
        let id = context.correlationID
        return ErrorAnswer.response(httpError(error, correlationID: id), accept: accept, correlationID: id)
    }

    private func httpError(_ error: any Error, correlationID: String) -> HTTPError {
        if let error = error as? HTTPError { return error }
        if let error = error as? any HTTPErrorConvertible { return error.httpError }
        if error is CancellationError { return .timeout }
        if let error = errorMapping(error) {
            if error.code.status.code >= 500 { log(error.message, correlationID, cause: "\(error)") }
            return error
        }
        log("A request failed for an unknown reason", correlationID, cause: "\(type(of: error)): \(error)")
        return HTTPError(.internalError, "Something went wrong here; the correlation id finds it in the logs")
    }

    private func log(_ message: String, _ correlationID: String, cause: String) {
        logger.error("\(message)", metadata: ["correlation_id": "\(correlationID)", "cause": "\(cause)"])
    }
}

extension HTTPError {
    /// The handler took longer than a request may.
    static let timeout = HTTPError(.timeout, "The request took too long")
}
