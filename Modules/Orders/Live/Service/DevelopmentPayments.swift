public import Orders
public import SharedKernel

/// Payments for development: every token pays but ``declinedToken``, and no money moves.
public struct DevelopmentPayments: PaymentProvider {
    /// The one token that is refused.
    public static let declinedToken = "tok_declined"

    /// A provider that keeps nothing.
    public init() {}

    public func charge(_ amount: Money, token: String, key: String) async throws -> String {
        guard token != Self.declinedToken else { throw PaymentDeclined() }
        return "dev_" + key
    }

    public func refund(_ payment: String, amount: Money) async throws {}
}
