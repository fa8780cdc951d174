import Persistence
import SharedKernel
import Users

/// The table `users.accounts`. A deleted account is there no more for anyone who asks here.
struct AccountStore: AccountDirectory {
    let database: Database

    func account(email: EmailAddress) async throws -> Account? {
        try await database.readFirst(
            "SELECT \(columns) FROM users.accounts WHERE email = \(email.text) AND deleted_at IS NULL",
            freshness: .latest, decode: Account.init(row:))
    }

    func account(id: UserID) async throws -> Account? {
        try await account(id: id, freshness: .latest)
    }

    /// The account with this id; with `.consistent`, a replica may answer.
    func account(id: UserID, freshness: Database.Freshness) async throws -> Account? {
        try await database.readFirst(
            "SELECT \(columns) FROM users.accounts WHERE id = \(id) AND deleted_at IS NULL",
            freshness: freshness, decode: Account.init(row:))
    }

    /// Adds an account. Throws ``UserError/emailTaken``.
    func insert(_ account: NewAccount, id: UserID, in transaction: Transaction) async throws -> Account {
        try await mappingConstraints {
            try await transaction.queryFirst(
                """
                INSERT INTO users.accounts (id, email, name, role)
                VALUES (\(id), \(account.email.text), \(account.name.text), \(account.role.rawValue))
                RETURNING \(columns)
                """, decode: Account.init(row:))
        }
    }

    /// The account, held against other changes until the transaction ends. Throws ``UserError/unknownAccount``.
    func lock(_ id: UserID, in transaction: Transaction) async throws -> Account {
        try await mappingConstraints {
            try await transaction.queryFirst(
                "SELECT \(columns) FROM users.accounts WHERE id = \(id) AND deleted_at IS NULL FOR UPDATE",
                decode: Account.init(row:))
        }
    }

    /// Changes an account. Throws ``UserError/unknownAccount``.
    func change(_ id: UserID, _ change: AccountChange, in transaction: Transaction) async throws -> Account {
        try await mappingConstraints {
            try await transaction.queryFirst(
                """
                UPDATE users.accounts SET name = coalesce(\((change.name?.text).sqlParameter), name),
                    role = coalesce(\((change.role?.rawValue).sqlParameter), role),
                    disabled_at = CASE \(change.disabled.sqlParameter) WHEN true THEN coalesce(disabled_at, now())
                        WHEN false THEN NULL ELSE disabled_at END,
                    updated_at = now()
                WHERE id = \(id) AND deleted_at IS NULL RETURNING \(columns)
                """, decode: Account.init(row:))
        }
    }

    /// Deletes an account, which frees its e-mail address. Throws ``UserError/unknownAccount``.
    func delete(_ id: UserID, in transaction: Transaction) async throws {
        let count = try await transaction.execute(
            """
            UPDATE users.accounts SET deleted_at = now(), updated_at = now()
            WHERE id = \(id) AND deleted_at IS NULL
            """)
        guard count == 1 else { throw UserError.unknownAccount }
    }

    var columns: SQL {
        "id, email, name, role, email_verified_at IS NOT NULL, disabled_at IS NOT NULL, created_at, updated_at"
    }

    /// The one place where the table's constraints become the domain's errors.
    private func mappingConstraints(_ body: () async throws -> Account?) async throws -> Account {
        do {
            guard let account = try await body() else { throw UserError.unknownAccount }
            return account
        } catch let error as PersistenceError where error.violatedConstraint == "accounts_email_key" {
            throw UserError.emailTaken
        }
    }
}

extension Account {
    /// Reads the store's columns in their order.
    init(row: inout Row) throws {
        let id = try row.next(UserID.self)
        let email = try row.next(String.self)
        let name = try row.next(String.self)
        let role = try row.next(String.self)
        guard let email = EmailAddress(email), let role = Role(rawValue: role) else {
            throw PersistenceError.decoding("account \(id) has an address or a role that this program does not know")
        }
        self.init(
            id: id, email: email, name: name, role: role, emailVerified: try row.next(), isDisabled: try row.next(),
            createdAt: try row.next(), updatedAt: try row.next())
    }
}
