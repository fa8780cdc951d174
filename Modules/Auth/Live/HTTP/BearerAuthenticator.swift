import Auth
import HTTPKernel
import SharedKernel

/// Tells the server who is calling, in HTTP's words.
struct BearerAuthenticator: Authenticating {
    let verifier: any TokenVerifying

    func principal(bearer token: String) async throws -> Principal {
        do {
            return try await verifier.principal(of: token)
        } catch let error as AuthError {
            throw error.httpError
        }
    }
}
