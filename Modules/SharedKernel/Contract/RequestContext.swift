import Synchronization

/// What travels with one piece of work, an HTTP request or a job, without being a parameter of every function.
///
/// It is task-local: child tasks see it, detached tasks do not.
public final class RequestContext: Sendable {
    /// The context of the current task, if it has one.
    @TaskLocal public static var current: RequestContext?

    /// Names the request in every log line and in PostgreSQL; `[A-Za-z0-9._-]{1,128}`.
    public let correlationID: String
    /// When the work began.
    public let startedAt: MonotonicTime
    /// When it must be over.
    public let deadline: MonotonicTime

    private let state = Mutex(State())

    private struct State {
        var principal: Principal?
        var statistics = DatabaseStatistics()
        var requiredPosition: UInt64 = 0
        var writtenPosition: UInt64 = 0
    }

    /// The context of work that begins now.
    public init(correlationID: String, startedAt: MonotonicTime = .now, deadline: MonotonicTime) {
        self.correlationID = correlationID
        self.startedAt = startedAt
        self.deadline = deadline
    }

    /// Who is calling, once that is known.
    public var principal: Principal? {
        get { state.withLock { $0.principal } }
        set { state.withLock { $0.principal = newValue } }
    }

    /// What the work has cost in the database so far.
    public var databaseStatistics: DatabaseStatistics { state.withLock { $0.statistics } }

    /// Counts one finished statement.
    public func countStatement(nanoseconds: UInt64) {
        state.withLock {
            $0.statistics.statements += 1
            $0.statistics.nanoseconds += nanoseconds
        }
    }

    /// The position in the primary's log that every read of this work must have reached; 0 when any will do.
    public var requiredPosition: UInt64 { state.withLock { $0.requiredPosition } }

    /// Later reads of this work must not be older than `position`.
    public func require(position: UInt64) {
        state.withLock { $0.requiredPosition = max($0.requiredPosition, position) }
    }

    /// The position of this work's last commit; 0 when it wrote nothing.
    public var writtenPosition: UInt64 { state.withLock { $0.writtenPosition } }

    /// A commit of this work ended at `position`: its own reads follow it.
    public func wrote(position: UInt64) {
        state.withLock {
            $0.writtenPosition = max($0.writtenPosition, position)
            $0.requiredPosition = max($0.requiredPosition, position)
        }
    }
}

/// What a piece of work has cost in the database.
public struct DatabaseStatistics: Sendable {
    /// Statements that came back.
    public var statements = 0
    /// Nanoseconds from sending to result, added up over the statements.
    public var nanoseconds: UInt64 = 0

    /// Nothing yet.
    public init() {}
}
