import Auth
import Persistence
import SharedKernel

/// The rules of changing one's own password.
struct PasswordChanging: Sendable {
    let passwords: PasswordService
    let credentials: CredentialStore
    let revocations: SessionRevocations

    /// A change that has been hashed but not made yet.
    struct Prepared: Sendable {
        /// What the current password was found in; `nil` when it was wrong.
        let credential: Credential?
        let hash: PasswordHash
    }

    /// Does the slow part, which needs no transaction. Throws ``AuthError/busy``.
    func prepare(current: String, new: Password, for user: UserID) async throws -> Prepared {
        let credential = try await credentials.credential(of: user)
        let isRight = try await passwords.matches(current, credential?.hash)
        return Prepared(credential: isRight ? credential : nil, hash: try await passwords.hash(new))
    }

    /// Changes the password and ends every session but `kept`. Throws ``AuthError/invalidCredentials``.
    func change(
        _ prepared: Prepared, of user: UserID, keeping kept: SessionID?, in transaction: Transaction
    ) async throws {
        guard let credential = prepared.credential,
            try await CredentialStore.isCurrent(credential, of: user, in: transaction)
        else { throw AuthError.invalidCredentials }
        CredentialStore.set(prepared.hash, for: user, in: transaction)
        revocations.refuse(
            try await SessionStore.endAll(of: user, except: kept, in: transaction), after: transaction)
    }
}
