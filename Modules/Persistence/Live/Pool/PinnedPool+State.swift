import Logging
import Persistence
import SharedKernel

/// The pool's books: who holds which connection, since when, and for whom.
extension PinnedPool.State {
    mutating func checkOut(_ connection: PinnedConnection, _ caller: PinnedPool.Caller) {
        idleSince[connection] = nil
        counters.acquired += 1
        checkouts[connection] = PinnedPool.Checkout(
            site: caller.site, correlationID: caller.correlationID, since: .now)
    }

    /// Ends a checkout; what to say of it when it had been reported as suspicious.
    mutating func checkIn(_ connection: PinnedConnection) -> Logger.Metadata? {
        guard let checkout = checkouts.removeValue(forKey: connection), checkout.isReported else { return nil }
        return checkout.metadata(connection, at: .now)
    }

    /// Hands a connection to whoever holds `ticket`, or notes that it is idle.
    mutating func handOver(
        _ connection: PinnedConnection, to ticket: PoolState<PinnedConnection>.Ticket?
    ) -> PinnedPool.Caller? {
        guard let ticket, let caller = callers.removeValue(forKey: ticket) else {
            idleSince[connection] = .now
            return nil
        }
        checkOut(connection, caller)
        return caller
    }

    mutating func forget(_ connection: PinnedConnection) {
        idleSince[connection] = nil
        retireAt[connection] = nil
        checkouts[connection] = nil
    }

    mutating func suspects(at now: MonotonicTime, after limit: UInt64) -> [Logger.Metadata] {
        var reports: [Logger.Metadata] = []
        for (connection, checkout) in checkouts
        where !checkout.isReported && now.nanoseconds(since: checkout.since) > limit {
            checkouts[connection]?.isReported = true
            counters.leaks += 1
            reports.append(checkout.metadata(connection, at: now))
        }
        return reports
    }
}

extension PinnedPool.Checkout {
    func metadata(_ connection: PinnedConnection, at now: MonotonicTime) -> Logger.Metadata {
        [
            "call_site": "\(site)", "correlation_id": "\(correlationID ?? "none")",
            "backend_pid": "\(connection.backend)", "held_ms": "\(now.nanoseconds(since: since) / 1_000_000)",
        ]
    }
}
