/// What has happened in the pool since the start.
public struct PoolCounters: Sendable {
    public var acquired = 0
    public var timeouts = 0
    public var opened = 0
    public var openFailures = 0
    public var lost = 0
    public var leaks = 0
}

/// How the pool is at one moment.
public struct PoolReport: Sendable {
    public let idle: Int
    public let inUse: Int
    public let opening: Int
    public let waiting: Int
    public let maximum: Int
    public let counters: PoolCounters
}
