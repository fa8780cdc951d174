public import Persistence
public import SharedKernel

/// Ends sessions for other modules.
public protocol SessionEnding: Sendable {
    /// Ends every session of an account as part of the caller's transaction.
    ///
    /// Once it has committed, the access tokens of these sessions are refused here at once and on every instance within
    /// a second. Sign-ins and refreshes of the account wait until the transaction ends, so that none slips through.
    func endSessions(of user: UserID, in transaction: Transaction) async throws
}
