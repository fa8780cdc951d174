public import Auth
public import HTTPKernel
public import Persistence
public import SharedKernel
public import Users

/// The accounts module, assembled.
public struct UsersModule: Sendable {
    /// What it serves.
    public let routes: [Route]
    /// Finds accounts for other modules.
    public let directory: any AccountDirectory
    private let service: UserService

    /// Accounts in `database`, whose passwords `passwords` keeps and whose sessions `sessions` ends; cursors are sealed
    /// with `tokens`.
    public init(
        database: Database, passwords: any PasswordKeeping, sessions: any SessionEnding, tokens: OpaqueTokens
    ) {
        let accounts = AccountStore(database: database)
        service = UserService(database: database, accounts: accounts, passwords: passwords, sessions: sessions)
        let addresses = AddressRoutes(
            service: AddressService(accounts: accounts), addresses: AddressStore(database: database), tokens: tokens)
        routes = UserRoutes(service: service, accounts: accounts, tokens: tokens).all + addresses.all
        directory = accounts
    }

    /// Makes an account with any role, as an operator does. Throws ``UserError/emailTaken``.
    public func create(
        email: EmailAddress, role: Role, name: PersonName, password: Password
    ) async throws -> Account {
        try await service.register(NewAccount(email: email, name: name, role: role, password: password))
    }
}
