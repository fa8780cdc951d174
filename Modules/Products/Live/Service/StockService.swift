import Persistence
import Products
import SharedKernel

/// The rules of setting stock aside: lines of one product count together, and all are served or none.
struct StockService: StockReserving, StockSelling {
    let store: StockStore

    func reserve(
        _ lines: [StockLine], for order: UniqueID, in transaction: Transaction
    ) async throws -> [ProductID: ReservedProduct] {
        let wanted = Self.sums(of: lines)
        guard !wanted.isEmpty else { return [:] }
        let found = try await store.lock(wanted.map(\.product), in: transaction)
        if let refusal = Self.refusal(of: wanted, found) { throw refusal }
        store.reserve(wanted, for: order, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.product.id, $0.product) })
    }

    func release(_ reservations: [StockReservation], in transaction: Transaction) async throws {
        let returned = reservations.map { StockReservation(order: $0.order, lines: Self.sums(of: $0.lines)) }
        guard returned.contains(where: { !$0.lines.isEmpty }) else { return }
        try await store.release(returned, in: transaction)
    }

    func sell(_ reservation: StockReservation, in transaction: Transaction) async throws {
        try await store.sell(Self.sums(of: reservation.lines), in: transaction)
    }

    func takeBack(_ sale: StockReservation, in transaction: Transaction) async throws {
        try await store.takeBack(Self.sums(of: sale.lines), of: sale.order, in: transaction)
    }

    /// Changes what is on hand; `nil` when there is no such product. Throws ``ProductError/insufficientStock(_:)`` rather
    /// than take what is promised to orders.
    func adjust(
        _ product: ProductID, by delta: Int64, _ reason: StockMovement.Reason, in transaction: Transaction
    ) async throws -> StockMovement? {
        switch try await store.adjust(product, by: delta, reason, in: transaction) {
        case nil: return nil
        case .done(let movement): return movement
        case .insufficient(let available):
            throw ProductError.insufficientStock(
                Shortage(product: product, requested: -delta, available: available))
        }
    }

    /// One line a product, in the order of the ids. 250 lines of at most 1,000,000 cannot overflow.
    static func sums(of lines: [StockLine]) -> [StockLine] {
        var quantities: [ProductID: Int64] = [:]
        for line in lines { quantities[line.product, default: 0] += line.quantity }
        return quantities.sorted { $0.key < $1.key }.map { StockLine(product: $0.key, quantity: $0.value) }
    }

    /// Why the lines could not be set aside; `nil` when they were. The first kind of reason speaks for all of its kind.
    static func refusal(of wanted: [StockLine], _ found: [StockStore.Found]) -> StockError? {
        let known = Dictionary(uniqueKeysWithValues: found.map { ($0.product.id, $0) })
        let unknown = wanted.map(\.product).filter { known[$0] == nil }
        guard unknown.isEmpty else { return .unknown(unknown) }
        let withdrawn = found.filter { $0.status != .active }.map(\.product.id)
        guard withdrawn.isEmpty else { return .notForSale(withdrawn) }
        let short = wanted.compactMap { line in
            known[line.product].flatMap { found in
                found.available < line.quantity
                    ? Shortage(product: line.product, requested: line.quantity, available: found.available) : nil
            }
        }
        return short.isEmpty ? nil : .insufficient(short)
    }
}
