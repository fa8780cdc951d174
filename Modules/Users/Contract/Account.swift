public import SharedKernel

/// Someone who can sign in.
public struct Account: Hashable, Sendable {
    public let id: UserID
    public let email: EmailAddress
    public let name: String
    public let role: Role
    public let emailVerified: Bool
    public let isDisabled: Bool
    public let createdAt: Timestamp
    public let updatedAt: Timestamp

    /// An account as it stands in the database.
    public init(
        id: UserID, email: EmailAddress, name: String, role: Role, emailVerified: Bool, isDisabled: Bool,
        createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
        self.emailVerified = emailVerified
        self.isDisabled = isDisabled
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// An e-mail address: ASCII, trimmed and lower-cased, so that equal addresses compare equal.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address.
    public let text: String

    /// `nil` for what cannot be an address: one `@` with something before it and a dotted host after it, at most 254
    /// characters (RFC 5321, section 4.5.3.1).
    public init?(_ text: String) {
        let trimmed = text.trimmingPrefix { $0 == " " || $0 == "\t" }.lowercased()
        let address = String(trimmed.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        guard address.utf8.count <= 254, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 64 else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy(Self.isLabel) else { return nil }
        self.text = address
    }

    private static func isLabel(_ label: Substring) -> Bool {
        !label.isEmpty && label.utf8.count <= 63 && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }

    public var description: String { text }
}
