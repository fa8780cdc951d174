import CLibPQ
package import Persistence

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Brings a database to this program's schema, step by step, while instances serve.
///
/// Each step is recorded in the transaction that made it, so a migration that was killed goes on where it stopped; there
/// is no state in between that anybody would have to repair. It blocks, and is meant for a command, not for a server.
public struct Migrator: Sendable {
    private let url: String
    private let migrations: [Migration]

    /// A migrator of the database at `url`.
    public init(url: String, migrations: [Migration]) {
        self.url = url
        self.migrations = migrations
    }

    /// A migration and when it was applied, if it was.
    public struct Entry: Sendable {
        public let migration: Migration
        public let appliedAt: String?
    }

    /// How long DDL waits for a lock before it steps back, so that no live query queues behind it.
    private static let lockTimeout = "500ms"
    /// How often DDL tries to get its lock: half a minute and more, with the pauses.
    private static let lockAttempts = 40
    /// "stoa" in ASCII; the advisory lock of whoever migrates.
    private static let lockKey = 0x73_74_6f_61

    /// Applies what is missing, in order, and tells of each step. Returns what it applied.
    public func up(report: (Migration) -> Void = { _ in }) throws -> [Migration] {
        let session = try BlockingSession(url: url)
        defer { session.close() }
        try lock(session)
        try prepare(session)
        let applied = try history(session)
        try check(applied)
        let missing = migrations.dropFirst(applied.count)
        for migration in missing {
            try apply(migration, session)
            report(migration)
        }
        return Array(missing)
    }

    /// Every migration, and when it was applied.
    public func status() throws -> [Entry] {
        let session = try BlockingSession(url: url)
        defer { session.close() }
        let applied = try exists(session) ? history(session) : []
        try check(applied)
        return migrations.enumerated().map { index, migration in
            Entry(migration: migration, appliedAt: index < applied.count ? applied[index].appliedAt : nil)
        }
    }

    private struct Applied {
        let name: String
        let checksum: String
        let appliedAt: String
    }

    /// The advisory lock is asked for again and again: waiting in the server for it would deadlock with
    /// CREATE INDEX CONCURRENTLY, which waits for every transaction, the waiting one included.
    private func lock(_ session: BlockingSession) throws {
        for _ in 0..<600 {
            if try session.rows("SELECT pg_try_advisory_lock(\(Self.lockKey))").first?.first == "t" { return }
            usleep(100_000)
        }
        throw MigrationError.locked
    }

    private func exists(_ session: BlockingSession) throws -> Bool {
        try session.rows("SELECT to_regclass('persistence.migrations') IS NOT NULL").first?.first == "t"
    }

    private func prepare(_ session: BlockingSession) throws {
        guard try !exists(session) else { return }
        try session.run(
            """
            BEGIN;
            CREATE SCHEMA IF NOT EXISTS persistence;
            CREATE TABLE persistence.migrations (
                number integer PRIMARY KEY,
                name text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            );
            COMMIT
            """)
    }

    private func history(_ session: BlockingSession) throws -> [Applied] {
        try session.rows(
            """
            SELECT name, checksum, to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            FROM persistence.migrations ORDER BY number
            """
        ).map { Applied(name: $0[0], checksum: $0[1], appliedAt: $0[2]) }
    }

    private func check(_ applied: [Applied]) throws {
        if applied.count > migrations.count {
            throw MigrationError.diverged(
                "it has \(applied.count) migrations, and this program knows \(migrations.count); run a newer one")
        }
        for (done, migration) in zip(applied, migrations) where done.checksum != migration.checksum {
            throw MigrationError.diverged(
                "\(done.name) was applied as another text than this program's \(migration.name)")
        }
    }

    private func apply(_ migration: Migration, _ session: BlockingSession) throws {
        for attempt in 1... {
            do throws(BlockingSession.Failure) {
                try session.run("BEGIN; SET LOCAL lock_timeout = '\(Self.lockTimeout)'")
                try session.run(migration.text)
                try session.run(
                    "INSERT INTO persistence.migrations (number, name, checksum) VALUES ($1::integer, $2, $3)",
                    [String(migration.number), migration.name, migration.checksum])
                return try session.run("COMMIT")
            } catch {
                // The connection may be gone, and with it the transaction; then there is nothing to roll back.
                try? session.run("ROLLBACK")
                guard error.state == SQLState.lockNotAvailable, attempt < Self.lockAttempts else {
                    throw MigrationError.failed(migration: migration.name, reason: error.message)
                }
                usleep(UInt32.random(in: 50_000...400_000))
            }
        }
    }
}

/// One connection used from one thread, blocking: for commands, never for a server.
package final class BlockingSession {
    private let connection: OpaquePointer

    /// What the server, or the connection to it, said.
    package struct Failure: Error {
        package let state: SQLState
        package let message: String
    }

    /// Connects.
    package init(url: String) throws(MigrationError) {
        guard let connection = PQconnectdb(url) else { throw .unavailable("no memory for a connection") }
        guard PQstatus(connection) == CONNECTION_OK else {
            let reason = Connector.lastLine(connection)
            PQfinish(connection)
            throw .unavailable(reason)
        }
        // NOTICEs such as "schema exists, skipping" are no news.
        _ = PQsetNoticeProcessor(connection, { _, _ in }, nil)
        self.connection = connection
    }

    /// Closes the connection.
    package func close() { PQfinish(connection) }

    /// Runs SQL of our own: migrations, and statements with parameters as text.
    package func run(_ sql: String, _ parameters: [String] = []) throws(Failure) { _ = try rows(sql, parameters) }

    /// Rows as text; NULL is empty.
    package func rows(_ sql: String, _ parameters: [String] = []) throws(Failure) -> [[String]] {
        let result: OpaquePointer?
        if parameters.isEmpty {
            result = PQexec(connection, sql)
        } else {
            let values = parameters.map { strdup($0) }
            defer { values.forEach { free($0) } }
            result = values.map { UnsafePointer($0) }.withUnsafeBufferPointer {
                PQexecParams(connection, sql, Int32($0.count), nil, $0.baseAddress, nil, nil, 0)
            }
        }
        guard let result else {
            throw Failure(state: SQLState("08006"), message: Connector.lastLine(connection))
        }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return []
        case PGRES_TUPLES_OK:
            return (0..<PQntuples(result)).map { row in
                (0..<PQnfields(result)).map { String(cString: PQgetvalue(result, row, $0)) }
            }
        default:
            let refusal = Refusal(result)
            throw Failure(state: refusal.state, message: refusal.message)
        }
    }
}
