import HTTPKernel
import Persistence
import SharedKernel

/// The table `http.idempotency_keys`: the first answer to each key of a caller.
struct IdempotencyStore: Sendable {
    /// What a transaction finds under its key.
    enum Finding: Sendable {
        /// Another request holds the key at this moment.
        case inUse
        /// Nobody has used the key in 24 hours; it is this transaction's until its end.
        case free(hasExpiredRecord: Bool)
        /// An answer was recorded.
        case recorded(fingerprint: [UInt8], Response)
    }

    /// Takes the key's lock for the rest of the transaction, and looks for a recorded answer.
    ///
    /// The first request may commit between this statement's snapshot and its lock. Then the record looks absent, and
    /// recording the answer once more fails on the primary key: see ``record(_:for:replacingExpired:in:)``.
    func claim(_ key: IdempotencyKey, in transaction: Transaction) async throws -> Finding {
        let sql: SQL = """
            SELECT pg_try_advisory_xact_lock(\(key.lock)), k.created_at > now() - interval '24 hours',
                k.fingerprint, k.status, k.location, k.content_type, k.body
            FROM (SELECT 1) AS one
            LEFT JOIN http.idempotency_keys AS k ON k.scope = \(key.scope) AND k.key = \(key.text)
            """
        return try await transaction.queryFirst(sql) { row in
            let isLocked = try row.next(Bool.self)
            let isRecent = try row.nextIfPresent(Bool.self)
            guard isRecent == true else { return isLocked ? .free(hasExpiredRecord: isRecent != nil) : .inUse }
            return .recorded(fingerprint: try row.next([UInt8].self), try response(&row))
        } ?? .inUse
    }

    private func response(_ row: inout Row) throws -> Response {
        let status = try row.next(Int16.self)
        let location = try row.nextIfPresent(String.self)
        let contentType = try row.nextIfPresent(String.self)
        let body = try row.next([UInt8].self)
        var headers: [(name: String, value: String)] = []
        if let location { headers.append(("Location", location)) }
        headers.append(("Idempotency-Replayed", "true"))
        return Response(
            status: Status.recorded(Int(status)), headers: headers, contentType: contentType, body: body)
    }

    /// Records the answer; it travels with the commit, which fails on `idempotency_keys_pkey` when another request
    /// has recorded one.
    func record(
        _ response: Response, for key: IdempotencyKey, replacingExpired: Bool, in transaction: Transaction
    ) {
        if replacingExpired {
            transaction.enqueue(
                """
                DELETE FROM http.idempotency_keys
                WHERE scope = \(key.scope) AND key = \(key.text) AND created_at <= now() - interval '24 hours'
                """)
        }
        transaction.enqueue(
            """
            INSERT INTO http.idempotency_keys (scope, key, fingerprint, status, location, content_type, body)
            VALUES (\(key.scope), \(key.text), \(SQLParameter.bytes(key.fingerprint)),
                \(Int16(clamping: response.status.code)), \(response.header("Location").sqlParameter),
                \(response.contentType.sqlParameter), \(SQLParameter.bytes(response.body)))
            """)
    }

    /// Deletes at most `count` records that are older than 24 hours, and returns how many it deleted.
    func forgetExpired(atMost count: Int, in database: Database) async throws -> Int {
        try await database.execute(
            """
            DELETE FROM http.idempotency_keys
            WHERE (scope, key) IN (
                SELECT scope, key FROM http.idempotency_keys
                WHERE created_at <= now() - interval '24 hours'
                ORDER BY created_at LIMIT \(literal: count))
            """)
    }
}
