import Persistence
import SharedKernel
import Users

/// The table `users.addresses`. Every statement names the account: what is another's is not there.
struct AddressStore: Sendable {
    let database: Database

    /// At most `count` addresses of an account after `position`, the oldest first; none of one that was deleted.
    func page(of user: UserID, after position: AddressID?, count: Int) async throws -> [Address] {
        let range: SQL = if let position { " AND a.id > \(position)" } else { "" }
        return try await database.read(
            "\(Self.selection) WHERE a.user_id = \(user)\(range) ORDER BY a.id LIMIT \(literal: count)",
            decode: Address.init(row:))
    }

    /// One address of an account that was not deleted.
    func address(_ id: AddressID, of user: UserID) async throws -> Address? {
        try await database.readFirst(
            "\(Self.selection) WHERE a.id = \(id) AND a.user_id = \(user)", decode: Address.init(row:))
    }

    /// Adds an address.
    static func insert(
        _ address: NewAddress, id: AddressID, of user: UserID, in transaction: Transaction
    ) async throws -> Address {
        let added = try await transaction.queryFirst(
            """
            INSERT INTO users.addresses AS a
                (id, user_id, name, line1, line2, city, postal_code, country, is_default)
            VALUES (\(id), \(user), \(address.name), \(address.line1), \(address.line2.sqlParameter),
                \(address.city), \(address.postalCode), \(address.country.code), \(address.isDefault))
            RETURNING \(columns)
            """, decode: Address.init(row:))
        guard let added else { throw UserError.unknownAddress }
        return added
    }

    /// Changes an address. Throws ``UserError/unknownAddress``.
    static func change(
        _ id: AddressID, _ change: AddressChange, of user: UserID, in transaction: Transaction
    ) async throws -> Address {
        let changed = try await transaction.queryFirst(
            """
            UPDATE users.addresses a SET name = coalesce(\(change.name.sqlParameter), name),
                line1 = coalesce(\(change.line1.sqlParameter), line1),
                line2 = nullif(coalesce(\(change.line2.sqlParameter), line2), ''),
                city = coalesce(\(change.city.sqlParameter), city),
                postal_code = coalesce(\(change.postalCode.sqlParameter), postal_code),
                country = coalesce(\((change.country?.code).sqlParameter), country),
                is_default = coalesce(\(change.isDefault.sqlParameter), is_default), updated_at = now()
            WHERE id = \(id) AND user_id = \(user) RETURNING \(columns)
            """, decode: Address.init(row:))
        guard let changed else { throw UserError.unknownAddress }
        return changed
    }

    /// Leaves an account without a default; it travels with the next statement.
    static func clearDefault(of user: UserID, in transaction: Transaction) {
        transaction.enqueue(
            "UPDATE users.addresses SET is_default = false, updated_at = now() WHERE user_id = \(user) AND is_default")
    }

    /// Removes an address. Throws ``UserError/unknownAddress``.
    static func delete(_ id: AddressID, of user: UserID, in transaction: Transaction) async throws {
        let count = try await transaction.execute(
            """
            DELETE FROM users.addresses WHERE id = \(id) AND user_id = \(user)
            AND EXISTS (SELECT FROM users.accounts WHERE id = \(user) AND deleted_at IS NULL)
            """)
        guard count == 1 else { throw UserError.unknownAddress }
    }

    private static var selection: SQL {
        """
        SELECT \(columns) FROM users.addresses a
        JOIN users.accounts owner ON owner.id = a.user_id AND owner.deleted_at IS NULL
        """
    }

    private static var columns: SQL {
        "a.id, a.name, a.line1, a.line2, a.city, a.postal_code, a.country, a.is_default"
    }
}

extension Address {
    /// Reads the store's columns in their order.
    fileprivate init(row: inout Row) throws {
        let id = try row.next(AddressID.self)
        let name = try row.next(String.self)
        let line1 = try row.next(String.self)
        let line2 = try row.nextIfPresent(String.self)
        let city = try row.next(String.self)
        let postalCode = try row.next(String.self)
        guard let country = CountryCode(try row.next(String.self)) else {
            throw PersistenceError.decoding("address \(id) has a country that this program does not know")
        }
        self.init(
            id: id, name: name, line1: line1, line2: line2, city: city, postalCode: postalCode, country: country,
            isDefault: try row.next())
    }
}
