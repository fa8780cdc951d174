import Orders
import Persistence
import Products

/// Cancels pending orders whose reservation has run out, and gives their stock back.
struct ReservationExpiry: Sendable {
    /// How many orders one transaction cancels, so that none holds its locks for long.
    static let batch = 100

    let database: Database
    let orders: OrderStore
    let stock: any StockReserving

    /// Works through all that is due. Any number of instances may do so at once: each order is cancelled by one of them.
    func run() async throws {
        while try await cancelBatch() == Self.batch { try Task.checkCancellation() }
    }

    /// Cancels a batch and gives its stock back, in one transaction; returns how many orders it cancelled.
    private func cancelBatch() async throws -> Int {
        try await database.transaction(retry: .transient) { transaction in
            let reservations = try await orders.cancelExpired(atMost: Self.batch, in: transaction)
            try await stock.release(reservations, in: transaction)
            return reservations.count
        }
    }
}
