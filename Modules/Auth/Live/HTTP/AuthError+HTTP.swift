public import Auth
public import HTTPKernel

extension AuthError: HTTPErrorConvertible {
    /// What the client is told; every 401 names its challenge (RFC 6750, section 3).
    public var httpError: HTTPError {
        switch self {
        case .invalidCredentials: Self.unauthorized(.invalidCredentials, "The e-mail address or the password is wrong")
        case .tokenExpired: Self.invalidToken(.tokenExpired, "The access token has expired")
        case .tokenInvalid: Self.invalidToken(.tokenInvalid, "The access token is not valid")
        case .notSignedIn: Self.unauthorized(.unauthenticated, "Sign in to do this")
        case .refreshTokenReused:
            Self.unauthorized(.refreshTokenReused, "The refresh token was used before; sign in again")
        case .busy:
            HTTPError(.overloaded, "Too many sign-ins at once; try again", headers: [("Retry-After", "1")])
        case .revocationsUnknown:
            HTTPError(
                .databaseUnavailable, "Who is signed in cannot be told now; nothing was changed",
                headers: [("Retry-After", "1")])
        case .unknownSession: .notFound
        }
    }

    private static func unauthorized(_ code: ErrorCode, _ message: String) -> HTTPError {
        HTTPError(code, message, headers: [("WWW-Authenticate", "Bearer realm=\"stoa\"")])
    }

    private static func invalidToken(_ code: ErrorCode, _ message: String) -> HTTPError {
        let challenge = "Bearer realm=\"stoa\", error=\"invalid_token\", error_description=\"\(message)\""
        return HTTPError(code, message, headers: [("WWW-Authenticate", challenge)])
    }
}
