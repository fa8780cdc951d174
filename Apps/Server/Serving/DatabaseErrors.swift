import HTTPKernel
import Persistence

/// The HTTP face of what can go wrong with the database; what is not here is a defect, and so a 500.
func httpError(for error: any Error) -> HTTPError? {
    guard let error = error as? PersistenceError else { return nil }
    switch error {
    case .notDispatched, .closed:
        return HTTPError(
            .databaseUnavailable, "The database cannot be reached; nothing was changed", headers: [("Retry-After", "1")]
        )
    case .indeterminate:
        return HTTPError(
            .databaseUnavailable,
            "The database was lost while it worked on this; find out whether it was done before you try again",
            headers: [("Retry-After", "1")])
    case .acquireTimeout, .poolExhausted:
        return HTTPError(.overloaded, "Too much is going on; try again", headers: [("Retry-After", "1")])
    case .timeout:
        return HTTPError(.timeout, "The database took too long; nothing was changed")
    case .refused(let refusal) where refusal.state.isTransient || refusal.state == .lockNotAvailable:
        return HTTPError(
            .overloaded, "Others are changing the same things; try again", headers: [("Retry-After", "1")])
    case .refused(let refusal) where refusal.state.isUnavailability || refusal.state == .readOnlyTransaction:
        return HTTPError(
            .databaseUnavailable, "The database cannot take this now; nothing was changed",
            headers: [("Retry-After", "1")])
    case .refused, .decoding, .transactionEnded: return nil
    }
}
