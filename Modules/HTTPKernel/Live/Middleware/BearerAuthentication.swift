public import HTTPKernel
import SharedKernel

/// Finds out who is calling by the header `Authorization: Bearer …`.
///
/// On an open route a token that is bad, or that cannot be judged now, counts as none: whoever may be anyone may also be
/// that. On any other it is a 401, or the 503 that says why it cannot be judged.
public struct BearerAuthentication: Middleware {
    private let authenticator: any Authenticating

    /// Authentication by `authenticator`'s word.
    public init(authenticator: any Authenticating) { self.authenticator = authenticator }

    public func respond(to request: Request, for route: Route, next: Next) async throws -> Response {
        if let token = Self.token(in: request) { try await authenticate(token, request, route) }
        return try await next(request, for: route)
    }

    private func authenticate(_ token: String, _ request: Request, _ route: Route) async throws {
        do {
            request.context.principal = try await authenticator.principal(bearer: token)
        } catch let error as HTTPError
            where route.access == .open && [.unauthorized, .unavailable].contains(error.code.status)
        {
            request.context.principal = nil
        }
    }

    /// RFC 6750, section 2.1; the scheme's name in any case.
    private static func token(in request: Request) -> String? {
        guard let header = request.header("authorization") else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1].drop { $0 == " " })
    }
}
