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
    let sessions: any SessionEnding

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
    /// Changes an account. Throws ``UserError/unknownAccount``.
    ///
    /// Access tokens bear the role: so whose role changes, or who is disabled, signs in again.
    func change(_ id: UserID, _ change: AccountChange, in transaction: Transaction) async throws -> Account {
        let before = try await accounts.lock(id, in: transaction)
        guard change.alters(before) else { return before }
        let after = try await accounts.change(id, change, in: transaction)
        if after.role != before.role || (after.isDisabled && !before.isDisabled) {
            try await sessions.endSessions(of: id, in: transaction)
        }
        return after
    }

    /// Deletes an account: its address becomes free, its password is forgotten, its sessions end. What it ordered stays.
    /// Throws ``UserError/unknownAccount``.
    func delete(_ id: UserID, in transaction: Transaction) async throws {
        try await accounts.delete(id, in: transaction)
        // The sessions first: they are ended under a lock on the password.
        try await sessions.endSessions(of: id, in: transaction)
        try await passwords.remove(for: id, in: transaction)
    }
}

/// What is to change in an account; `nil` stays as it is.
struct AccountChange: Sendable {
    var name: PersonName?
    var role: Role?
    var disabled: Bool?

    /// Whether `account` would be another one afterwards.
    func alters(_ account: Account) -> Bool {
        (name.map { $0.text != account.name } ?? false) || (role.map { $0 != account.role } ?? false)
            || (disabled.map { $0 != account.isDisabled } ?? false)
    }
}
