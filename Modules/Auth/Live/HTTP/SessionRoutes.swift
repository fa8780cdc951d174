import Auth
import HTTPKernel
import SharedKernel

/// The caller's signed-in devices.
struct SessionRoutes: Sendable {
    let service: SessionService
    let sessions: SessionStore
    let tokens: OpaqueTokens

    var all: [Route] { [list, end] }

    private var list: Route {
        .protected(.get, "/api/v1/auth/sessions", "The caller's signed-in devices, the latest sign-in first") {
            (call: Call<SessionPageQuery, Nothing>, principal) in
            let limit = call.query.limit ?? PageLimit.standard
            // Whose sessions they are is part of the query: the cursor of another account fits none of these pages.
            let text = "sessions \(principal.userID)"
            let position = try call.query.cursor.map { try SessionID(PageCursor($0, of: text, with: tokens)) }
            let found = try await sessions.page(
                of: principal.userID, after: position, count: PageLimit.fetched(for: limit))
            let shown = found.prefix(Int(limit))
            let next = found.count > shown.count ? shown.last : nil
            return .page(
                shown.map { SessionResponse($0, seenBy: principal) },
                next: next.map { PageCursor([$0.id.description]).sealed(for: text, with: tokens) })
        }
    }

    private var end: Route {
        .protected(
            .delete, "/api/v1/auth/sessions/{id}", "Sign one device out", status: .noContent, errors: [.notFound]
        ) { (call: Call<Nothing, Nothing>, principal) in
            let session = try call.request.id("id", as: SessionID.self)
            try await service.end(session, of: principal.userID)
            return .none(headers: session == principal.sessionID ? [RefreshCookie.clear] : [])
        }
    }
}

/// Which page of sessions a client asks for.
struct SessionPageQuery: WireType {
    let limit: Int64?
    let cursor: String?

    static let wire = Wire<SessionPageQuery>.object(
        "SessionPageQuery", field("limit", \.limit, .range(PageLimit.range)), field("cursor", \.cursor),
        make: SessionPageQuery.init)
}

/// A device that is signed in.
struct SessionResponse: WireType {
    let id: SessionID
    let createdAt: Timestamp
    let lastSeenAt: Timestamp
    let userAgent: String?
    let address: String?
    let current: Bool

    static let wire = Wire<SessionResponse>.object(
        "Session", field("id", \.id), field("createdAt", \.createdAt), field("lastSeenAt", \.lastSeenAt),
        field("userAgent", \.userAgent), field("address", \.address), field("current", \.current),
        make: SessionResponse.init)
}

extension SessionResponse {
    init(_ session: Session, seenBy principal: Principal) {
        self.init(
            id: session.id, createdAt: session.createdAt, lastSeenAt: session.lastSeenAt,
            userAgent: session.userAgent, address: session.address, current: session.id == principal.sessionID)
    }
}

extension SessionID {
    /// The position in a cursor. Throws `INVALID_CURSOR`.
    fileprivate init(_ cursor: PageCursor) throws {
        guard cursor.position.count == 1, let id = UniqueID(cursor.position[0]) else { throw HTTPError.invalidCursor }
        self.init(id)
    }
}
