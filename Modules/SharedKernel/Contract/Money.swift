/// An ISO 4217 currency code: three upper-case letters.
public struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// The code, such as `USD`.
    public let code: String

    /// `nil` unless `code` is three ASCII upper-case letters.
    public init?(_ code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else { return nil }
        self.code = code
    }

    public var description: String { code }
}

/// An amount of money: a whole count of minor units (cents) in one currency.
public struct Money: Hashable, Sendable {
    /// The largest amount: below 2^53, so that a JSON number holds it exactly.
    public static let largestAmount: Int64 = 9_007_199_254_740_991

    /// Minor units.
    public let amount: Int64
    /// The currency that they count.
    public let currency: Currency

    /// An amount in a currency.
    public init(amount: Int64, currency: Currency) {
        self.amount = amount
        self.currency = currency
    }

    /// This amount `quantity` times; `nil` beyond ``largestAmount``.
    public func times(_ quantity: Int64) -> Money? {
        let (product, overflow) = amount.multipliedReportingOverflow(by: quantity)
        guard !overflow, product <= Self.largestAmount else { return nil }
        return Money(amount: product, currency: currency)
    }

    /// The sum of two amounts of one currency; `nil` beyond ``largestAmount`` or for two currencies.
    public func plus(_ other: Money) -> Money? {
        let (sum, overflow) = amount.addingReportingOverflow(other.amount)
        guard !overflow, sum <= Self.largestAmount, currency == other.currency else { return nil }
        return Money(amount: sum, currency: currency)
    }
}
