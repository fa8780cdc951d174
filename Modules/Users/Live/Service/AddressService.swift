import Persistence
import SharedKernel
import Users

/// What an address is to consist of.
struct NewAddress: Sendable {
    let name: String
    let line1: String
    let line2: String?
    let city: String
    let postalCode: String
    let country: CountryCode
    let isDefault: Bool
}

/// What is to change in an address; `nil` stays as it is.
struct AddressChange: Sendable {
    let name: String?
    let line1: String?
    /// Empty to remove the line.
    let line2: String?
    let city: String?
    let postalCode: String?
    let country: CountryCode?
    let isDefault: Bool?
}

/// The rules of addresses: they belong to an account that exists, and at most one of them is the default.
///
/// The account's row is locked first, so that changes of one account's addresses come one after another.
struct AddressService: Sendable {
    let accounts: AccountStore

    /// Adds an address; one that becomes the default takes over from the one that was. Throws
    /// ``UserError/unknownAccount``.
    func add(_ address: NewAddress, to user: UserID, in transaction: Transaction) async throws -> Address {
        _ = try await accounts.lock(user, in: transaction)
        if address.isDefault { AddressStore.clearDefault(of: user, in: transaction) }
        return try await AddressStore.insert(address, id: AddressID(), of: user, in: transaction)
    }

    /// Changes an address. Throws ``UserError/unknownAddress`` and ``UserError/unknownAccount``.
    func change(
        _ id: AddressID, _ change: AddressChange, of user: UserID, in transaction: Transaction
    ) async throws -> Address {
        _ = try await accounts.lock(user, in: transaction)
        if change.isDefault == true { AddressStore.clearDefault(of: user, in: transaction) }
        return try await AddressStore.change(id, change, of: user, in: transaction)
    }
}
