import HTTPKernel
import SharedKernel

/// The cookie that carries the refresh token (RFC 6265): never to scripts, never in the clear, never across sites, and
/// to the paths of Auth only.
enum RefreshCookie {
    private static let name = "refresh_token"
    private static let attributes = "HttpOnly; Secure; SameSite=Strict; Path=/api/v1/auth"

    /// The token that a request brings; `nil` when it brings none, or something that is none.
    static func token(in request: Request) -> RefreshToken? {
        request.cookie(name).flatMap(RefreshToken.init(cookie:))
    }

    /// The header that sets it for what is left of the session.
    static func set(_ token: RefreshToken, secondsLeft: Int64) -> (name: String, value: String) {
        ("Set-Cookie", "\(name)=\(token.cookie); Max-Age=\(secondsLeft); \(attributes)")
    }

    /// The header that removes it.
    static let clear = (name: "Set-Cookie", value: "\(name)=; Max-Age=0; \(attributes)")
}
