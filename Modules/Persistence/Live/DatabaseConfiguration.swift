/// How to reach the database, and how much of it one instance may use.
///
/// Keys: `DATABASE_URL`, `DATABASE_REPLICA_URLS`, `DATABASE_POOL_MIN`, `DATABASE_POOL_MAX`,
/// `DATABASE_POOL_IDLE_TIMEOUT`.
public struct DatabaseConfiguration: Sendable {
    /// The primary, as a libpq URL or keyword string.
    public var primary: String
    /// Streaming replicas that may answer reads.
    public var replicas: [String]
    /// Connections for transactions: kept open, and at most open.
    public var poolMinimum = 10
    public var poolMaximum = 20
    /// An idle connection beyond the minimum is closed after this long.
    public var poolIdleTimeout: Duration = .seconds(30)
    /// About how long a connection of the pool lives; it is closed and replaced when it is next idle.
    public var poolLifetime: Duration = .seconds(1800)
    /// How long a transaction may wait for a connection.
    public var acquireTimeout: Duration = .seconds(2)
    /// How many transactions may wait at once; one more fails at once.
    public var acquireQueue = 2000
    /// The longest that one statement may run; PostgreSQL itself enforces it.
    public var statementTimeout: Duration = .seconds(10)
    /// The longest that a statement may wait for a lock.
    public var lockTimeout: Duration = .seconds(5)
    /// The longest that opening a connection may take.
    public var connectTimeout: Duration = .seconds(3)
    /// A checkout held longer than this is reported with the place in the source that asked for it.
    public var leakThreshold: Duration = .seconds(5)

    /// A configuration with the standard numbers.
    public init(primary: String, replicas: [String] = []) {
        self.primary = primary
        self.replicas = replicas
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
    /// Whole nanoseconds; negative durations count as zero.
    var nanoseconds: UInt64 {
        UInt64(max(0, components.seconds)) * 1_000_000_000 + UInt64(max(0, components.attoseconds)) / 1_000_000_000
    }
}
