/// An id that cannot be mistaken for the id of something else: `Identifier<UserTag>` is not `Identifier<OrderTag>`.
public struct Identifier<Tag>: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The 16 bytes.
    public let value: UniqueID

    /// The id of something that exists.
    public init(_ value: UniqueID) { self.value = value }
    /// The id of something new.
    public init() { value = UniqueID() }

    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
    public var description: String { value.description }
}

/// Marks the ids of user accounts.
public enum UserTag {}
/// The id of a user account. It stands here because the caller's identity travels with every request.
public typealias UserID = Identifier<UserTag>

/// Marks the ids of signed-in sessions.
public enum SessionTag {}
/// The id of one signed-in device.
public typealias SessionID = Identifier<SessionTag>
