public import SharedKernel

/// Finds out whom an access token speaks for.
public protocol TokenVerifying: Sendable {
    /// The principal of a token. Throws ``AuthError/tokenExpired`` or ``AuthError/tokenInvalid``.
    func principal(of token: String) async throws -> Principal
}
