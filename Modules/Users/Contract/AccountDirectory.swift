public import SharedKernel

/// Finds accounts for other modules, as they stand on the primary: what it says may decide who gets in.
public protocol AccountDirectory: Sendable {
    /// The account with this address, disabled ones included; `nil` when there is none or it was deleted.
    func account(email: EmailAddress) async throws -> Account?
    /// The account with this id, disabled ones included; `nil` when there is none or it was deleted.
    func account(id: UserID) async throws -> Account?
}
