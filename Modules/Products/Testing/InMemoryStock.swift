public import Persistence
public import Products
public import SharedKernel
import Synchronization

/// Stock without a database, for tests of what stands above it. It keeps the promises of ``StockReserving`` and ``StockSelling``, except that
/// what it did is not undone when a transaction rolls back.
public final class InMemoryStock: StockReserving, StockSelling {
    /// One product in it.
    public struct Entry: Sendable {
        public var product: ReservedProduct
        public var status: ProductStatus
        public var available: Int64

        /// A product of which so many can be had.
        public init(_ product: ReservedProduct, status: ProductStatus = .active, available: Int64) {
            self.product = product
            self.status = status
            self.available = available
        }
    }

    private let entries: Mutex<[ProductID: Entry]>

    /// Stock that holds these.
    public init(_ entries: [Entry]) {
        self.entries = Mutex(Dictionary(uniqueKeysWithValues: entries.map { ($0.product.id, $0) }))
    }

    /// How many of a product can be had.
    public func available(_ product: ProductID) -> Int64? { entries.withLock { $0[product]?.available } }

    public func reserve(
        _ lines: [StockLine], for order: UniqueID, in transaction: Transaction
    ) async throws -> [ProductID: ReservedProduct] {
        let wanted = Dictionary(lines.map { ($0.product, $0.quantity) }, uniquingKeysWith: +)
        return try entries.withLock { entries in
            if let refusal = Self.refusal(of: wanted, entries) { throw refusal }
            for (product, quantity) in wanted { entries[product]?.available -= quantity }
            return wanted.keys.reduce(into: [:]) { $0[$1] = entries[$1]?.product }
        }
    }

    public func release(_ reservations: [StockReservation], in transaction: Transaction) async throws {
        entries.withLock { entries in
            for line in reservations.flatMap(\.lines) { entries[line.product]?.available += line.quantity }
        }
    }

    /// Only what is available is kept here, and a sale leaves that alone.
    public func sell(_ reservation: StockReservation, in transaction: Transaction) async throws {}

    public func takeBack(_ sale: StockReservation, in transaction: Transaction) async throws {
        try await release([sale], in: transaction)
    }

    private static func refusal(of wanted: [ProductID: Int64], _ entries: [ProductID: Entry]) -> StockError? {
        let products = wanted.keys.sorted()
        let unknown = products.filter { entries[$0] == nil }
        guard unknown.isEmpty else { return .unknown(unknown) }
        let withdrawn = products.filter { entries[$0]?.status != .active }
        guard withdrawn.isEmpty else { return .notForSale(withdrawn) }
        let short = products.compactMap { product -> Shortage? in
            guard let requested = wanted[product], let available = entries[product]?.available, available < requested
            else { return nil }
            return Shortage(product: product, requested: requested, available: available)
        }
        return short.isEmpty ? nil : .insufficient(short)
    }
}
