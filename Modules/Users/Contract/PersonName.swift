/// What someone wants to be called: 1 to 200 characters of any kind but NUL, which PostgreSQL cannot keep.
public struct PersonName: Hashable, Sendable, CustomStringConvertible {
    /// How many characters it may have.
    public static let length = 1...200

    /// The name.
    public let text: String

    /// `nil` when it is empty, too long, or holds NUL.
    public init?(_ text: String) {
        guard Self.length.contains(text.unicodeScalars.count), !text.unicodeScalars.contains("\0") else { return nil }
        self.text = text
    }

    public var description: String { text }
}
