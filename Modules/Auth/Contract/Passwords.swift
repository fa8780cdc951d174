public import Persistence
public import SharedKernel

/// A password as the client sent it: 8 to 128 characters of any kind but NUL. It prints as dots.
public struct Password: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// How many characters it may have.
    public static let length = 8...128

    package let text: String

    /// `nil` when it is too short, too long, or holds NUL.
    public init?(_ text: String) {
        guard Self.length.contains(text.unicodeScalars.count), !text.unicodeScalars.contains("\0") else { return nil }
        self.text = text
    }

    public var description: String { "••••••••" }
    public var debugDescription: String { description }
}

/// A password's argon2id hash in PHC form. It prints without the hash.
public struct PasswordHash: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    package let text: String

    package init(text: String) { self.text = text }

    public var description: String { "argon2id hash" }
    public var debugDescription: String { description }
}

/// Keeps the passwords of accounts.
public protocol PasswordKeeping: Sendable {
    /// Hashes a password, off the event loops. Throws ``AuthError/busy`` when too many are being hashed.
    func hash(_ password: Password) async throws -> PasswordHash
    /// Sets the password of an account as part of the caller's transaction.
    func set(_ hash: PasswordHash, for user: UserID, in transaction: Transaction) async throws
    /// Forgets the password of an account that is deleted, as part of the caller's transaction.
    func remove(for user: UserID, in transaction: Transaction) async throws
}
