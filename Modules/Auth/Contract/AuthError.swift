/// What can go wrong when someone proves who they are.
public enum AuthError: Error, Hashable, Sendable {
    /// The address or the password is wrong; which one is not told.
    case invalidCredentials
    /// The access token was good once.
    case tokenExpired
    /// The access token never was good, or its session has ended.
    case tokenInvalid
    /// There is no refresh token, or it is unknown, or its session has ended.
    case notSignedIn
    /// A refresh token came a second time: its whole session has been ended.
    case refreshTokenReused
    /// Too many passwords are being hashed.
    case busy
    /// Which sessions have ended is not known well enough to let anyone in.
    case revocationsUnknown
    /// There is no such session, or it is another's, or it has ended.
    case unknownSession
}
