import Synchronization

/// The database, as every module sees it: reads, single writes and transactions.
///
/// Reads may be answered by a replica, but never older than the work's consistency token; writes and transactions go to
/// the primary. Which it is stands in the code, by the name of the method, and is never guessed from the SQL.
public struct Database: Sendable {
    private let driver: any DatabaseDriver

    /// A database behind `driver`; Persistence's Live half makes them.
    package init(driver: any DatabaseDriver) { self.driver = driver }

    /// Which node may answer a read.
    public enum Freshness: Sendable {
        /// Any node that has replayed all that this work has seen or written.
        case consistent
        /// The primary: all that has been committed anywhere.
        case latest
    }

    /// Every row that `sql` returns. It runs read-only: a statement that writes is refused by the server.
    @inlinable
    public func read<T>(
        _ sql: SQL, freshness: Freshness = .consistent, decode: (inout Row) throws -> T
    ) async throws -> [T] {
        try await rows(of: sql, freshness: freshness).map(decode)
    }

    /// The first row that `sql` returns, if any. Read-only.
    @inlinable
    public func readFirst<T>(
        _ sql: SQL, freshness: Freshness = .consistent, decode: (inout Row) throws -> T
    ) async throws -> T? {
        try await rows(of: sql, freshness: freshness).first(decode)
    }

    /// Runs one statement that commits by itself, and returns the rows of its `RETURNING`.
    ///
    /// When this returns, the commit is durable. Throws ``PersistenceError/indeterminate(reason:)`` when the connection
    /// was lost in between.
    @inlinable
    public func write<T>(_ sql: SQL, decode: (inout Row) throws -> T) async throws -> [T] {
        try await writtenRows(of: sql).map(decode)
    }

    @usableFromInline
    func rows(of sql: SQL, freshness: Freshness) async throws -> RowSet {
        try await driver.read(sql, freshness: freshness)
    }

    @usableFromInline
    func writtenRows(of sql: SQL) async throws -> RowSet { try await driver.write(sql) }

    /// Runs one statement that commits by itself, and returns how many rows it touched.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> Int {
        try await driver.write(sql).affected
    }

    /// Runs `body` in one transaction on the primary: all of it happens, or nothing does.
    ///
    /// It commits when `body` returns and rolls back when it throws.
    /// - Parameter retry: `body` may be run again after a serialization failure or a deadlock, at most 5 times.
    @discardableResult
    public func transaction<T: Sendable>(
        isolation: IsolationLevel = .readCommitted, retry: TransactionRetry = .never,
        fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (Transaction) async throws -> T
    ) async throws -> T {
        var attempt = 1
        while true {
            let driver = try await driver.begin(isolation, from: CallSite(fileID: fileID, line: line))
            let followUps = FollowUps()
            do {
                let value = try await body(Transaction(driver: driver, followUps: followUps))
                try await driver.commit()
                followUps.run()
                return value
            } catch {
                await driver.rollback()
                guard retry == .transient, attempt < 5, let refusal = (error as? PersistenceError)?.refusal,
                    refusal.state.isTransient
                else { throw error }
                // Full jitter (Brooker, "Exponential Backoff and Jitter"): 0 to 10 · 2^attempt milliseconds.
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...(10 << attempt))))
                attempt += 1
            }
        }
    }
}

/// How much of other transactions' work a transaction sees (SQL standard).
public enum IsolationLevel: Sendable {
    case readCommitted, repeatableRead, serializable
}

/// Whether a transaction's closure may be run more than once.
public enum TransactionRetry: Sendable {
    /// It runs once.
    case never
    /// It runs again after a serialization failure or a deadlock.
    case transient
}

/// A transaction under way. Its statements run in the order in which they are given.
public struct Transaction: Sendable {
    private let driver: any TransactionDriver
    private let followUps: FollowUps

    package init(driver: any TransactionDriver) { self.init(driver: driver, followUps: FollowUps()) }

    init(driver: any TransactionDriver, followUps: FollowUps) {
        self.driver = driver
        self.followUps = followUps
    }

    /// Every row that `sql` returns.
    @inlinable
    public func query<T>(_ sql: SQL, decode: (inout Row) throws -> T) async throws -> [T] {
        try await rows(of: sql).map(decode)
    }

    /// The first row that `sql` returns, if any.
    @inlinable
    public func queryFirst<T>(_ sql: SQL, decode: (inout Row) throws -> T) async throws -> T? {
        try await rows(of: sql).first(decode)
    }

    @usableFromInline
    func rows(of sql: SQL) async throws -> RowSet { try await driver.run(sql) }

    /// Runs `sql` and returns how many rows it touched.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> Int {
        try await driver.run(sql).affected
    }

    /// Runs `sql` together with the next statement, or with the commit, without a round trip of its own.
    ///
    /// Its result is dropped; its error ends the transaction and is thrown by whatever is awaited next.
    public func enqueue(_ sql: SQL) {
        driver.enqueue(sql)
    }

    /// Runs `body` once the commit is known to be durable; never after a rollback, nor when the outcome is not known.
    ///
    /// For what this process keeps in memory: it must not block, and what has to happen must not depend on it.
    public func afterCommit(_ body: @escaping @Sendable () -> Void) { followUps.add(body) }
}

/// What is to be done once a transaction has committed.
final class FollowUps: Sendable {
    private let bodies = Mutex<[@Sendable () -> Void]>([])

    func add(_ body: @escaping @Sendable () -> Void) { bodies.withLock { $0.append(body) } }

    func run() {
        for body in bodies.withLock({ $0 }) { body() }
    }
}

/// Where in the source something was asked for.
package struct CallSite: Sendable, CustomStringConvertible {
    package let fileID: StaticString
    package let line: UInt

    package init(fileID: StaticString, line: UInt) {
        self.fileID = fileID
        self.line = line
    }

    package var description: String { "\(fileID):\(line)" }
}

/// What stands behind ``Database``.
package protocol DatabaseDriver: Sendable {
    func read(_ sql: SQL, freshness: Database.Freshness) async throws -> RowSet
    func write(_ sql: SQL) async throws -> RowSet
    func begin(_ isolation: IsolationLevel, from site: CallSite) async throws -> any TransactionDriver
}

/// What stands behind ``Transaction``.
package protocol TransactionDriver: Sendable {
    func run(_ sql: SQL) async throws -> RowSet
    func enqueue(_ sql: SQL)
    func commit() async throws
    func rollback() async
}
