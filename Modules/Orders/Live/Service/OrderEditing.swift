import Orders
import Persistence
import Products
import SharedKernel

/// Edits of a pending order: its lines, its total and what is set aside for it change together, or not at all.
///
/// An edit does not prolong the reservation. `nil` means that there is no order, or no line of it, that the caller may
/// see.
struct OrderEditing: Sendable {
    /// The most lines that an order may have.
    static let mostLines = 250

    let orders: OrderStore
    let placing: OrderService
    var stock: any StockReserving { placing.stock }

    /// Adds a line at the price of now. Throws ``OrderError``.
    func add(
        _ line: StockLine, to id: OrderID, visible: OrderStore.Visibility, by actor: UserID, in transaction: Transaction
    ) async throws -> OrderItem? {
        guard let locked = try await lock(id, visible, in: transaction) else { return nil }
        guard locked.order.items.count < Self.mostLines else { throw OrderError.tooManyLines }
        let products = try await placing.reserve([line], for: id, in: transaction)
        guard let item = try OrderService.items([line], products).first else { return nil }
        let total = try OrderService.total(locked.order.items + [item])
        orders.add(item, to: locked, in: transaction)
        try await orders.setTotal(total, of: locked, .line(.itemAdded, item, actor), in: transaction)
        return item
    }

    /// Changes how many a line asks for; its price stays that of the moment it was ordered. Throws ``OrderError``.
    func setQuantity(
        of itemID: OrderItemID, to quantity: Int64, in id: OrderID, visible: OrderStore.Visibility, by actor: UserID,
        in transaction: Transaction
    ) async throws -> OrderItem? {
        guard let locked = try await lock(id, visible, in: transaction) else { return nil }
        guard let index = locked.order.items.firstIndex(where: { $0.id == itemID }) else { return nil }
        let old = locked.order.items[index]
        if old.quantity == quantity { return old }
        let item = try old.with(quantity: quantity)
        var items = locked.order.items
        items[index] = item
        let total = try OrderService.total(items)
        try await adjust(old.product, by: quantity - old.quantity, for: id, in: transaction)
        orders.setQuantity(of: itemID, to: quantity, of: locked, in: transaction)
        try await orders.setTotal(total, of: locked, .line(.itemChanged, item, actor), in: transaction)
        return item
    }

    /// Takes a line away; the last one stays. `false` when there is no such line. Throws ``OrderError``.
    func remove(
        _ itemID: OrderItemID, from id: OrderID, visible: OrderStore.Visibility, by actor: UserID,
        in transaction: Transaction
    ) async throws -> Bool {
        guard let locked = try await lock(id, visible, in: transaction),
            let item = locked.order.items.first(where: { $0.id == itemID })
        else { return false }
        let rest = locked.order.items.filter { $0.id != itemID }
        guard !rest.isEmpty else { throw OrderError.lastLine }
        try await adjust(item.product, by: -item.quantity, for: id, in: transaction)
        orders.remove(itemID, from: locked, in: transaction)
        try await orders.setTotal(
            try OrderService.total(rest), of: locked, .line(.itemRemoved, item, actor), in: transaction)
        return true
    }

    /// Sets more of a product aside, or gives some back.
    private func adjust(
        _ product: ProductID, by delta: Int64, for order: OrderID, in transaction: Transaction
    ) async throws {
        let line = StockLine(product: product, quantity: abs(delta))
        if delta > 0 {
            _ = try await placing.reserve([line], for: order, in: transaction)
        } else {
            try await stock.release([StockReservation(order: order.value, lines: [line])], in: transaction)
        }
    }

    private func lock(
        _ id: OrderID, _ visible: OrderStore.Visibility, in transaction: Transaction
    ) async throws -> LockedOrder? {
        guard let locked = try await orders.lock(id, visible: visible, in: transaction) else { return nil }
        guard locked.order.status == .pending else { throw OrderError.notPending(locked.order.status) }
        guard !locked.isExpired else { throw OrderError.reservationExpired }
        return locked
    }
}

extension OrderItem {
    /// The line with another quantity.
    fileprivate func with(quantity: Int64) throws(OrderError) -> OrderItem {
        guard let total = unitPrice.times(quantity) else { throw .totalTooLarge }
        return OrderItem(
            id: id, product: product, sku: sku, name: name, unitPrice: unitPrice, quantity: quantity, lineTotal: total)
    }
}

extension NewOrderEvent {
    /// What happened to a line.
    fileprivate static func line(_ kind: OrderEvent.Kind, _ item: OrderItem, _ actor: UserID) -> NewOrderEvent {
        NewOrderEvent(kind: kind, actor: actor, item: item.id, product: item.product, quantity: item.quantity)
    }
}
