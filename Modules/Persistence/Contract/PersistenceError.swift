/// What can go wrong between the service and its database. No case carries SQL text or a bound value.
public enum PersistenceError: Error, Sendable {
    /// The server refused the statement; it had no effect.
    case refused(Refusal)
    /// No connection could be had: the statement was not sent, and may be sent again.
    case notDispatched(reason: String)
    /// The connection was lost after the statement was sent: it may or may not have had its effect.
    case indeterminate(reason: String)
    /// All connections stayed busy for the acquire timeout.
    case acquireTimeout
    /// So many callers are waiting for a connection that one more would only wait in vain.
    case poolExhausted
    /// The statement ran out of time.
    case timeout
    /// A row did not have the shape that the code expects: a defect in this program.
    case decoding(String)
    /// The transaction was used after it had ended.
    case transactionEnded
    /// The service is shutting down.
    case closed

    /// The server's refusal, if it is one.
    public var refusal: Refusal? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal
    }

    /// The name of the constraint that was violated, if that is what happened.
    public var violatedConstraint: String? {
        guard let refusal, refusal.state.isIntegrityViolation else { return nil }
        return refusal.constraint
    }
}

/// An error that the server reported.
public struct Refusal: Sendable {
    /// The SQLSTATE code.
    public let state: SQLState
    /// The server's primary message. For the log, never for a client.
    public let message: String
    /// The constraint that was violated, if one was.
    public let constraint: String?
    /// The function in PostgreSQL's source that raised the error; it tells apart errors that share a code.
    package let routine: String?

    package init(state: SQLState, message: String, constraint: String?, routine: String?) {
        self.state = state
        self.message = message
        self.constraint = constraint
        self.routine = routine
    }
}

/// A SQLSTATE code (PostgreSQL, appendix A).
public struct SQLState: Hashable, Sendable, CustomStringConvertible {
    /// Five characters.
    public let code: String

    /// The state with that code.
    public init(_ code: String) { self.code = code }
    public var description: String { code }

    public static let uniqueViolation = SQLState("23505")
    public static let foreignKeyViolation = SQLState("23503")
    public static let checkViolation = SQLState("23514")
    public static let serializationFailure = SQLState("40001")
    public static let deadlockDetected = SQLState("40P01")
    public static let readOnlyTransaction = SQLState("25006")
    public static let queryCancelled = SQLState("57014")
    public static let lockNotAvailable = SQLState("55P03")
    public static let adminShutdown = SQLState("57P01")

    /// Class 23: a constraint was violated.
    public var isIntegrityViolation: Bool { code.hasPrefix("23") }
    /// Whether the same transaction may succeed if it is run again.
    public var isTransient: Bool { self == .serializationFailure || self == .deadlockDetected }
    /// Classes 08 and 57P0x, and "too many connections": the server is not there to ask.
    public var isUnavailability: Bool { code.hasPrefix("08") || code.hasPrefix("57P0") || code == "53300" }
}
