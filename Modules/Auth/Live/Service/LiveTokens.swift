import Auth
import SharedKernel

/// Access tokens of sessions that go on.
struct LiveTokens: TokenVerifying {
    let accessTokens: AccessTokens
    let revocations: SessionRevocations

    func principal(of token: String) async throws -> Principal {
        let principal = try await accessTokens.principal(of: token)
        if let session = principal.sessionID { try await revocations.check(session) }
        return principal
    }
}
