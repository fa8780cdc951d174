import Auth
import Persistence
import SharedKernel
import Users

/// An account that somebody asks for.
struct NewAccount: Sendable {
    let email: EmailAddress
    let name: PersonName
    let role: Role
    let password: Password
}

/// The rules of accounts.
struct UserService: Sendable {
    let database: Database
    let accounts: AccountStore
    let passwords: any PasswordKeeping

    /// Makes the account and its password together. Throws ``UserError/emailTaken`` and ``AuthError/busy``.
    ///
    /// The password is hashed before the transaction begins: tens of milliseconds are too long to hold a connection.
    func register(_ account: NewAccount) async throws -> Account {
        let hash = try await passwords.hash(account.password)
        return try await database.transaction(retry: .transient) { transaction in
            let made = try await accounts.insert(account, id: UserID(), in: transaction)
            try await passwords.set(hash, for: made.id, in: transaction)
            return made
        }
    }
}
