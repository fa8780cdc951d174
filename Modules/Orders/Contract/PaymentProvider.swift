public import SharedKernel

/// Takes money for orders, and gives it back.
public protocol PaymentProvider: Sendable {
    /// Takes `amount` from whoever `token` stands for, and returns what the provider calls the payment.
    ///
    /// However often it is called with one `key`, it takes the money once. Throws ``PaymentDeclined``.
    func charge(_ amount: Money, token: String, key: String) async throws -> String

    /// Gives all of a payment back; once, however often it is called.
    func refund(_ payment: String, amount: Money) async throws
}

/// The payment was refused; nothing was taken.
public struct PaymentDeclined: Error, Hashable, Sendable {
    /// A refusal.
    public init() {}
}
