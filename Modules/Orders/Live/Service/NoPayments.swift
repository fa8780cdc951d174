public import Orders
public import SharedKernel

/// Stands where no provider is connected: it declines every payment, so that nothing is ever taken for paid.
public struct NoPayments: PaymentProvider {
    /// A provider that takes nothing.
    public init() {}

    public func charge(_ amount: Money, token: String, key: String) async throws -> String { throw PaymentDeclined() }

    public func refund(_ payment: String, amount: Money) async throws { throw PaymentDeclined() }
}
