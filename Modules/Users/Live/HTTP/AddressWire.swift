import HTTPKernel
import SharedKernel
import Users

/// What someone sends to add an address.
struct NewAddressRequest: WireType {
    let name: String
    let line1: String
    let line2: String?
    let city: String
    let postalCode: String
    let country: CountryCode
    let isDefault: Bool?

    var address: NewAddress {
        NewAddress(
            name: name, line1: line1, line2: line2, city: city, postalCode: postalCode, country: country,
            isDefault: isDefault ?? false)
    }

    static let wire = Wire<NewAddressRequest>.object(
        "NewAddressRequest", field("name", \.name, as: .line()), field("line1", \.line1, as: .line()),
        field("line2", \.line2, as: .optional(.line())), field("city", \.city, as: .line()),
        field("postalCode", \.postalCode, as: .line(1...20)), field("country", \.country, as: .country),
        field("isDefault", \.isDefault), make: NewAddressRequest.init)
}

/// What changes in an address; what is left out stays, and an empty `line2` removes it.
struct ChangeAddressRequest: WireType {
    let name: String?
    let line1: String?
    let line2: String?
    let city: String?
    let postalCode: String?
    let country: CountryCode?
    let isDefault: Bool?

    var change: AddressChange {
        AddressChange(
            name: name, line1: line1, line2: line2, city: city, postalCode: postalCode, country: country,
            isDefault: isDefault)
    }

    static let wire = Wire<ChangeAddressRequest>.object(
        "ChangeAddressRequest", field("name", \.name, as: .optional(.line())),
        field("line1", \.line1, as: .optional(.line())), field("line2", \.line2, as: .optional(.line(0...200))),
        field("city", \.city, as: .optional(.line())), field("postalCode", \.postalCode, as: .optional(.line(1...20))),
        field("country", \.country, as: .optional(.country)), field("isDefault", \.isDefault),
        make: ChangeAddressRequest.init)
}

/// An address as its owner sees it.
struct AddressResponse: WireType {
    let id: AddressID
    let name: String
    let line1: String
    let line2: String?
    let city: String
    let postalCode: String
    let country: CountryCode
    let isDefault: Bool

    static let wire = Wire<AddressResponse>.object(
        "Address", field("id", \.id), field("name", \.name), field("line1", \.line1), field("line2", \.line2),
        field("city", \.city), field("postalCode", \.postalCode), field("country", \.country, as: .country),
        field("isDefault", \.isDefault), make: AddressResponse.init)
}

extension AddressResponse {
    init(_ address: Address) {
        self.init(
            id: address.id, name: address.name, line1: address.line1, line2: address.line2, city: address.city,
            postalCode: address.postalCode, country: address.country, isDefault: address.isDefault)
    }
}

/// Which page of addresses a client asks for.
struct AddressPageQuery: WireType {
    let limit: Int64?
    let cursor: String?

    static let wire = Wire<AddressPageQuery>.object(
        "AddressPageQuery", field("limit", \.limit, .range(PageLimit.range)), field("cursor", \.cursor),
        make: AddressPageQuery.init)
}

extension Wire where Value == String {
    /// Any characters but NUL, which PostgreSQL cannot keep.
    fileprivate static func line(_ length: ClosedRange<Int> = 1...200) -> Wire {
        .text(
            length: length,
            message: "must have \(length.lowerBound) to \(length.upperBound) characters, none of them NUL",
            parse: { $0.unicodeScalars.contains("\0") ? nil : $0 }, print: { $0 })
    }
}

extension Wire where Value == CountryCode {
    fileprivate static var country: Wire {
        .text(
            pattern: "^[A-Z]{2}$", message: "must be a country code of two capital letters",
            parse: { CountryCode($0) }, print: { $0.code })
    }
}
