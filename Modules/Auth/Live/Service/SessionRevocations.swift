public import Auth
public import Logging
public import Persistence
public import SharedKernel
import Synchronization

/// Knows which sessions have ended, on whichever instance that happened, at most a second late.
///
/// Sessions that end write to a table in the same transaction; every instance reads the table several times a second
/// into memory, where each request looks. What this instance ended itself it knows from the commit on. When the table
/// could not be read for 5 s nobody is let in any more: who was signed out meanwhile would be, too.
///
/// It stands apart from ``AuthModule`` because Users needs it, and ``AuthModule`` needs Users' directory.
public final class SessionRevocations: SessionEnding {
    /// For how long what was read last is good enough.
    static let patience = Duration.seconds(5)
    /// How long a reading may take before nobody waits for another one: a server that has fallen silent is found out by
    /// its connection only after some ten seconds.
    static let longestReading = Duration.seconds(1)

    private let store: RevocationStore
    private let revoked = RevokedSessions()
    private let logger: Logger
    private let clock: @Sendable () -> MonotonicTime
    private let progress = Mutex(Progress())

    private struct Progress {
        var cursor = RevocationCursor.start
        /// How many readings are under way, and since when there has been one all the time.
        var readings = 0
        var readingSince: MonotonicTime?
    }

    /// Every end that was committed before this instant, in nanoseconds, is known; 0 before the first reading. Not under
    /// the lock, because every request asks for it.
    private let knownUpTo = Atomic<UInt64>(0)

    /// The revocations of `database`; they are followed by ``follow()``.
    public convenience init(database: Database, logger: Logger) {
        self.init(database: database, logger: logger, clock: { MonotonicTime.now })
    }

    init(database: Database, logger: Logger, clock: @escaping @Sendable () -> MonotonicTime) {
        store = RevocationStore(database: database)
        self.logger = logger
        self.clock = clock
    }

    public func endSessions(of user: UserID, in transaction: Transaction) async throws {
        // Sign-ins hold this row while they open a session: one that began earlier is seen by the next statement, and
        // one that comes later sees what this transaction has done to the account.
        CredentialStore.lock(user, in: transaction)
        refuse(try await SessionStore.endAll(of: user, except: nil, in: transaction), after: transaction)
    }

    /// Refuses the tokens of `sessions` on this instance once the transaction that ended them has committed.
    func refuse(_ sessions: [SessionID], after transaction: Transaction) {
        transaction.afterCommit { self.refuse(sessions) }
    }

    /// Refuses the tokens of sessions that have ended.
    func refuse(_ sessions: [SessionID]) { revoked.insert(sessions, now: clock()) }

    /// Throws ``AuthError/tokenInvalid`` when the session of a token has ended, and ``AuthError/revocationsUnknown`` when
    /// that cannot be told.
    func check(_ session: SessionID) async throws {
        if !isFresh {
            // The table may be within reach again, or never have been read yet: one more try, on this request's time.
            guard !isStuck else { throw AuthError.revocationsUnknown }
            do { try await read() } catch { throw AuthError.revocationsUnknown }
        }
        if revoked.contains(session) { throw AuthError.tokenInvalid }
    }

    private var isFresh: Bool {
        let known = knownUpTo.load(ordering: .relaxed)
        return known > 0 && clock() < MonotonicTime(nanoseconds: known).advanced(by: Self.patience)
    }

    private var isStuck: Bool {
        guard let since = progress.withLock({ $0.readingSince }) else { return false }
        return clock() > since.advanced(by: Self.longestReading)
    }

    /// Follows the table until the task is cancelled. Failures are logged once each time they begin, and end nothing.
    public func follow() async {
        var isFailing = false
        while !Task.isCancelled {
            do {
                try await read()
                if isFailing { logger.notice("ended sessions are followed again") }
                isFailing = false
            } catch {
                if !isFailing {
                    logger.warning("ended sessions cannot be followed", metadata: ["cause": "\(error)"])
                }
                isFailing = true
            }
            revoked.forgetExpired(now: clock())
            // At random, so that instances do not ask at the same moment. Only a cancellation ends a sleep early.
            try? await Task.sleep(for: .milliseconds(Int.random(in: 250...400)))
        }
    }

    /// Takes over what has been committed up to now.
    func read() async throws {
        let begun = clock()
        let from = begin(at: begun)
        defer { end() }
        do {
            let (sessions, next) = try await store.revocations(since: from)
            revoked.insert(sessions, now: begun)
            guard next >= from else { throw AuthError.revocationsUnknown }
            progress.withLock { $0.cursor = next }
            knownUpTo.max(begun.nanoseconds, ordering: .relaxed)
        } catch {
            // A primary that took over may have given the numbers of lost transactions again: from the beginning, then.
            progress.withLock { $0.cursor = .start }
            throw error
        }
    }

    private func begin(at time: MonotonicTime) -> RevocationCursor {
        progress.withLock { progress in
            if progress.readings == 0 { progress.readingSince = time }
            progress.readings += 1
            return progress.cursor
        }
    }

    private func end() {
        progress.withLock { progress in
            progress.readings -= 1
            if progress.readings == 0 { progress.readingSince = nil }
        }
    }

    /// Removes from the table what no token can bring up any more.
    func forgetExpired() async throws { try await store.forget(after: RevokedSessions.memory) }
}
