public import HTTPKernel
public import Persistence
public import SharedKernel

/// Runs the transactions of requests, and answers a request that was answered before with the same answer.
///
/// The record of a key and the effect of its request are one transaction: a crash leaves both or neither.
public struct IdempotentTransactions: RequestTransactions {
    private let database: Database
    private let store = IdempotencyStore()

    /// Transactions on `database`.
    public init(database: Database) { self.database = database }

    public func perform(
        _ request: Request, for principal: Principal, _ body: @Sendable (Transaction) async throws -> Response
    ) async throws -> Response {
        guard let key = try IdempotencyKey(of: request, for: principal) else {
            return try await database.transaction(retry: .transient) { try await body($0) }
        }
        do {
            return try await performOnce(key, body)
        } catch let error as PersistenceError where error.violatedConstraint == "idempotency_keys_pkey" {
            // The first request committed between this one's look and its lock: its answer is there now.
            return try await performOnce(key, body)
        }
    }

    private func performOnce(
        _ key: IdempotencyKey, _ body: @Sendable (Transaction) async throws -> Response
    ) async throws -> Response {
        try await database.transaction(retry: .transient) { transaction in
            switch try await store.claim(key, in: transaction) {
            case .inUse: throw HTTPError.idempotencyKeyInUse
            case .recorded(let fingerprint, let response):
                guard fingerprint == key.fingerprint else { throw HTTPError.idempotencyKeyReused }
                return response
            case .free(let hasExpiredRecord):
                let response = try await body(transaction)
                if response.status.code < 400 {
                    store.record(response, for: key, replacingExpired: hasExpiredRecord, in: transaction)
                }
                return response
            }
        }
    }

    /// Deletes the records that are older than 24 hours, in batches that lock little and briefly.
    public func forgetExpired() async throws {
        let batch = 1000
        while try await store.forgetExpired(atMost: batch, in: database) == batch { try Task.checkCancellation() }
    }
}

extension HTTPError {
    fileprivate static let idempotencyKeyInUse = HTTPError(
        .idempotencyKeyInUse, "The first request with this Idempotency-Key is still running",
        headers: [("Retry-After", "1")])

    fileprivate static let idempotencyKeyReused = HTTPError(
        .idempotencyKeyReused, "This Idempotency-Key belongs to another request", field: "Idempotency-Key")
}
