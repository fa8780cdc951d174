public import HTTPKernel
public import Persistence
import SharedKernel

/// Lets clients read what they wrote, whichever node answers: takes a consistency token from the request, and gives one
/// with every answer to a request that wrote.
public struct ConsistencyMiddleware: Middleware {
    private let tokens: any ConsistencyTokens
    private let positions = RecentPositions()

    private static let header = "Consistency-Token"
    private static let cookie = "consistency_token"

    /// Tokens by `tokens`.
    public init(tokens: any ConsistencyTokens) { self.tokens = tokens }

    public func respond(to request: Request, for route: Route, next: Next) async throws -> Response {
        let context = request.context
        if let token = request.header(Self.header) ?? request.cookie(Self.cookie) {
            // A token that does not verify says nothing.
            if let position = tokens.position(of: token) { context.require(position: position) }
        }
        // Also with a token, which may be older than what the same caller wrote since.
        if let user = context.principal?.userID, let position = positions.position(of: user) {
            context.require(position: position)
        }
        var response: Response
        do {
            response = try await next(request, for: route)
        } catch {
            remember(context)
            throw error
        }
        remember(context)
        if context.writtenPosition > 0, let token = tokens.token(for: context.writtenPosition) {
            response.headers.append((Self.header, token))
            response.headers.append(
                ("Set-Cookie", "\(Self.cookie)=\(token); HttpOnly; SameSite=Lax; Path=/api; Max-Age=30"))
        }
        return response
    }

    private func remember(_ context: RequestContext) {
        guard context.writtenPosition > 0, let user = context.principal?.userID else { return }
        positions.remember(context.writtenPosition, of: user)
    }
}
