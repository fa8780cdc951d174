import Orders
import Persistence
import Products
import SharedKernel

/// The moves of an order from one status to the next, each with what it does to its stock and its payment.
///
/// Every move locks the order first and stock after it, so that two of them never wait for each other in a circle. `nil`
/// means that there is no order that the caller may see.
struct OrderLife: Sendable {
    let orders: OrderStore
    let stock: any StockReserving & StockSelling
    let payments: any PaymentProvider

    /// Takes the payment, and makes the reservation a sale. Throws ``OrderError``.
    ///
    /// The provider is asked while the order is locked and nothing else, so only those wait who want this very order.
    func pay(
        _ id: OrderID, visible: OrderStore.Visibility, token: String, by actor: UserID, in transaction: Transaction
    ) async throws -> Order? {
        guard let locked = try await lock(id, visible, for: .paid, in: transaction) else { return nil }
        guard !locked.isExpired else { throw OrderError.reservationExpired }
        let payment: String
        do {
            payment = try await payments.charge(
                locked.order.total, token: token, key: "\(id):\(locked.version)")
        } catch is PaymentDeclined {
            throw OrderError.paymentDeclined
        }
        let event = NewOrderEvent(kind: .paid, actor: actor, amount: locked.order.total)
        try await orders.move(locked, to: .paid, payment: payment, event, in: transaction)
        try await stock.sell(locked.reservation, in: transaction)
        return try await orders.order(id, in: transaction)
    }

    /// Cancels a pending order, whose reservation ends, or a paid one that has not been shipped: the money goes back, and
    /// the goods, which never left, can be ordered again. Throws ``OrderError``.
    func cancel(
        _ id: OrderID, visible: OrderStore.Visibility, by actor: UserID, in transaction: Transaction
    ) async throws -> Order? {
        guard let locked = try await lock(id, visible, for: .cancelled, in: transaction) else { return nil }
        let wasPaid = locked.order.status == .paid
        try await giveMoneyBack(of: locked)
        let event = NewOrderEvent(kind: .cancelled, actor: actor, amount: wasPaid ? locked.order.total : nil)
        try await orders.move(locked, to: .cancelled, event, in: transaction)
        if wasPaid {
            try await stock.takeBack(locked.reservation, in: transaction)
        } else {
            try await stock.release([locked.reservation], in: transaction)
        }
        return try await orders.order(id, in: transaction)
    }

    /// Gives the money back. The goods are another matter: what comes back to the warehouse is adjusted there. Throws
    /// ``OrderError``.
    func refund(_ id: OrderID, by actor: UserID, in transaction: Transaction) async throws -> Order? {
        guard let locked = try await lock(id, .everyones, for: .refunded, in: transaction) else { return nil }
        try await giveMoneyBack(of: locked)
        let event = NewOrderEvent(kind: .refunded, actor: actor, amount: locked.order.total)
        try await orders.move(locked, to: .refunded, event, in: transaction)
        return try await orders.order(id, in: transaction)
    }

    /// Hands the goods to a carrier. Throws ``OrderError``.
    func ship(
        _ id: OrderID, with carrier: String, trackingNumber: String, by actor: UserID, in transaction: Transaction
    ) async throws -> Order? {
        guard let locked = try await lock(id, .everyones, for: .shipped, in: transaction) else { return nil }
        let event = NewOrderEvent(
            kind: .shipped, actor: actor, carrier: carrier, trackingNumber: trackingNumber)
        try await orders.move(locked, to: .shipped, event, in: transaction)
        return try await orders.order(id, in: transaction)
    }

    /// Notes that the goods have arrived. Throws ``OrderError``.
    func deliver(_ id: OrderID, by actor: UserID, in transaction: Transaction) async throws -> Order? {
        guard let locked = try await lock(id, .everyones, for: .delivered, in: transaction) else { return nil }
        try await orders.move(locked, to: .delivered, NewOrderEvent(kind: .delivered, actor: actor), in: transaction)
        return try await orders.order(id, in: transaction)
    }

    /// The order, locked, if it may become `next`.
    private func lock(
        _ id: OrderID, _ visible: OrderStore.Visibility, for next: OrderStatus, in transaction: Transaction
    ) async throws -> LockedOrder? {
        guard let locked = try await orders.lock(id, visible: visible, in: transaction) else { return nil }
        guard locked.order.status.canBecome(next) else {
            throw OrderError.impossibleMove(from: locked.order.status, to: next)
        }
        return locked
    }

    /// Orders without a payment are pending, or were brought here from elsewhere as paid: there is nothing to give back.
    private func giveMoneyBack(of locked: LockedOrder) async throws {
        guard let payment = locked.payment else { return }
        try await payments.refund(payment, amount: locked.order.total)
    }
}
