/// What can go wrong with an account.
public enum UserError: Error, Hashable, Sendable {
    /// Another account has this address.
    case emailTaken
    /// There is no such account, or it was deleted.
    case unknownAccount
    /// There is no such address, or it is another's.
    case unknownAddress
}
