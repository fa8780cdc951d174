import PersistenceLive

/// What tests ask of a server outside of any test's own database.
package enum AdministratorSession {
    /// Runs statements of the tests' own, one after the other. It blocks.
    package static func run(url: String, _ statements: [String]) throws {
        let session = try BlockingSession(url: url)
        defer { session.close() }
        for statement in statements { try session.run(statement) }
    }

    /// The rows of a statement, as text. It blocks.
    package static func rows(url: String, _ statement: String) throws -> [[String]] {
        let session = try BlockingSession(url: url)
        defer { session.close() }
        return try session.rows(statement)
    }
}

/// Asks a replica how far it is.
enum ReplicaProbe {
    static func replayedPosition(url: String) throws -> UInt64 {
        let text = try AdministratorSession.rows(url: url, "SELECT pg_last_wal_replay_lsn() - '0/0'::pg_lsn")[0][0]
        return UInt64(text) ?? 0
    }
}
