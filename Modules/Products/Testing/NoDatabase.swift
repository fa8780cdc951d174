package import Persistence

/// A transaction for fakes, which have no use for one: it refuses every statement.
package struct NoDatabase: TransactionDriver {
    package init() {}

    /// A transaction in which nothing can be run.
    package static var transaction: Transaction { Transaction(driver: NoDatabase()) }

    package func run(_ sql: SQL) async throws -> RowSet { throw PersistenceError.transactionEnded }
    package func enqueue(_ sql: SQL) {}
    package func commit() async throws {}
    package func rollback() async {}
}
