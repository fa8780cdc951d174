import Orders
import Persistence
import Products
import SharedKernel

/// Changes of the lines of a locked order. Each travels with the change of the order that follows it.
extension OrderStore {
    /// Adds a line behind the others.
    func add(_ item: OrderItem, to locked: LockedOrder, in transaction: Transaction) {
        transaction.enqueue(
            """
            INSERT INTO orders.items (order_id, id, position, product_id, sku, name, unit_price, quantity)
            SELECT \(locked.order.id), \(item.id), max(position) + 1, \(item.product), \(item.sku), \(item.name),
                \(item.unitPrice.amount), \(item.quantity)
            FROM orders.items WHERE order_id = \(locked.order.id)
            """)
    }

    /// Changes how many a line asks for.
    func setQuantity(of item: OrderItemID, to quantity: Int64, of locked: LockedOrder, in transaction: Transaction) {
        transaction.enqueue(
            """
            UPDATE orders.items SET quantity = \(quantity) WHERE id = \(item) AND order_id = \(locked.order.id)
            """)
    }

    /// Takes a line away.
    func remove(_ item: OrderItemID, from locked: LockedOrder, in transaction: Transaction) {
        transaction.enqueue("DELETE FROM orders.items WHERE id = \(item) AND order_id = \(locked.order.id)")
    }

    /// Writes what the lines cost together now, and tells why.
    func setTotal(
        _ total: Money, of locked: LockedOrder, _ event: NewOrderEvent, in transaction: Transaction
    ) async throws {
        try await change(locked, "total_amount = \(total.amount)", event, in: transaction)
    }
}
