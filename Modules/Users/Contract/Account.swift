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
        let address = Self.trimmed(text.utf8)
        // ASCII is asked for before letters are lowered: U+212A, the Kelvin sign, would turn into a plain k.
        guard address.count <= 254, address.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        self.init(lowered: String(decoding: address, as: UTF8.self).lowercased())
    }

    private init?(lowered address: String) {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.count <= 64 else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy(Self.isLabel) else { return nil }
        self.text = address
    }

    private static func trimmed(_ text: String.UTF8View) -> [UInt8] {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        return Array(Array(text.drop(while: isBlank)).reversed().drop(while: isBlank).reversed())
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
