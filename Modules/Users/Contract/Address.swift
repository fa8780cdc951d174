public import SharedKernel

/// Marks the ids of addresses.
public enum AddressTag {}
/// The id of an address.
public typealias AddressID = Identifier<AddressTag>

/// Where things are sent to.
public struct Address: Hashable, Sendable {
    public let id: AddressID
    /// Who receives it there.
    public let name: String
    public let line1: String
    public let line2: String?
    public let city: String
    public let postalCode: String
    public let country: CountryCode
    /// The one that is proposed first; at most one of an account.
    public let isDefault: Bool

    /// An address as it stands in the database.
    public init(
        id: AddressID, name: String, line1: String, line2: String?, city: String, postalCode: String,
        country: CountryCode, isDefault: Bool
    ) {
        self.id = id
        self.name = name
        self.line1 = line1
        self.line2 = line2
        self.city = city
        self.postalCode = postalCode
        self.country = country
        self.isDefault = isDefault
    }
}

/// A country by two capital letters (ISO 3166-1 alpha-2).
public struct CountryCode: Hashable, Sendable, CustomStringConvertible {
    /// The letters, such as `GB`.
    public let code: String

    /// `nil` unless `code` is two ASCII capital letters; whether such a country exists is not asked.
    public init?(_ code: String) {
        guard code.utf8.count == 2, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return nil }
        self.code = code
    }

    public var description: String { code }
}
