import Orders
import SharedKernel
import Synchronization

/// Payments that remember what went in and out.
final class CountingPayments: PaymentProvider {
    private let moved = Mutex<[Int64]>([])

    /// What was taken, and, below zero, what was given back.
    var balance: [Int64] { moved.withLock { $0 } }

    func charge(_ amount: Money, token: String, key: String) async throws -> String {
        moved.withLock { $0.append(amount.amount) }
        return key
    }

    func refund(_ payment: String, amount: Money) async throws { moved.withLock { $0.append(-amount.amount) } }
}
