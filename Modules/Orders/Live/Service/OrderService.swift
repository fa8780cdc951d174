import Orders
import Persistence
import Products
import SharedKernel

/// The rules of placing an order: its stock is set aside with it, and its lines keep the price of that moment.
struct OrderService: OrderPlacing {
    let orders: OrderStore
    let stock: any StockReserving

    func place(_ order: NewOrder, for user: UserID, in transaction: Transaction) async throws -> Order {
        let id = OrderID()
        let products = try await reserve(order.lines, for: id, in: transaction)
        let items = try Self.items(order.lines, products)
        let total = try Self.total(items)
        let placed = try await orders.insert(
            id, for: user, items: items, total: total, shippingAddress: order.shippingAddress, in: transaction)
        return Order(
            id: id, number: placed.number, user: user, status: .pending, items: items, total: total,
            reservedUntil: placed.reservedUntil, createdAt: placed.createdAt, updatedAt: placed.createdAt)
    }

    /// Sets lines aside for an order. Throws ``OrderError``.
    func reserve(
        _ lines: [StockLine], for order: OrderID, in transaction: Transaction
    ) async throws -> [ProductID: ReservedProduct] {
        do {
            return try await stock.reserve(lines, for: order.value, in: transaction)
        } catch let error as StockError {
            switch error {
            case .unknown(let products): throw OrderError.unknownProducts(products)
            case .notForSale(let products): throw OrderError.notForSale(products)
            case .insufficient(let shortages): throw OrderError.insufficientStock(shortages)
            }
        }
    }

    /// The lines with the names and prices that the products have now.
    static func items(
        _ lines: [StockLine], _ products: [ProductID: ReservedProduct]
    ) throws(OrderError) -> [OrderItem] {
        var items: [OrderItem] = []
        for line in lines {
            guard let product = products[line.product] else { throw .unknownProducts([line.product]) }
            guard let total = product.price.times(line.quantity) else { throw .totalTooLarge }
            items.append(
                OrderItem(
                    id: OrderItemID(), product: product.id, sku: product.sku, name: product.name,
                    unitPrice: product.price, quantity: line.quantity, lineTotal: total))
        }
        return items
    }

    /// What the lines cost together. An order without lines has no currency, so there is none.
    static func total(_ items: [OrderItem]) throws(OrderError) -> Money {
        guard let first = items.first else { throw .unknownProducts([]) }
        guard items.allSatisfy({ $0.lineTotal.currency == first.lineTotal.currency }) else { throw .mixedCurrencies }
        var total = first.lineTotal
        for item in items.dropFirst() {
            guard let sum = total.plus(item.lineTotal) else { throw .totalTooLarge }
            total = sum
        }
        return total
    }
}
