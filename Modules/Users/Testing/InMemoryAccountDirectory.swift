public import SharedKernel
import Synchronization
public import Users

/// A directory without a database. It keeps the same promises as the live one: see ``AccountDirectoryConformance``.
public final class InMemoryAccountDirectory: AccountDirectory {
    private let accounts: Mutex<[Account]>

    /// A directory that holds these accounts.
    public init(_ accounts: [Account] = []) { self.accounts = Mutex(accounts) }

    /// Adds an account, or replaces the one with the same id.
    public func put(_ account: Account) {
        accounts.withLock { accounts in
            accounts.removeAll { $0.id == account.id }
            accounts.append(account)
        }
    }

    public func account(email: EmailAddress) async throws -> Account? {
        accounts.withLock { $0.first { $0.email == email } }
    }

    public func account(id: UserID) async throws -> Account? {
        accounts.withLock { $0.first { $0.id == id } }
    }
}
