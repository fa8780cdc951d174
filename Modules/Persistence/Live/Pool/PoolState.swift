import DequeModule

/// Who has which connection and who waits for one. Pure bookkeeping: no sockets and no clock.
///
/// Waiters are served strictly in the order in which they came. Whoever calls a method carries out what it returns.
struct PoolState<Member: Hashable> {
    /// Names one that waits.
    struct Ticket: Hashable, Comparable {
        let number: UInt64
        static func < (a: Ticket, b: Ticket) -> Bool { a.number < b.number }
    }

    let minimum: Int
    let maximum: Int
    let queueLimit: Int

    private(set) var idle: [Member] = []
    private(set) var inUse = Set<Member>()
    /// Connections that are being opened.
    private(set) var opening = 0
    private var waiting = Deque<(ticket: Ticket, since: UInt64)>()
    private var cancelled = Set<Ticket>()
    private var nextTicket: UInt64 = 0
    private(set) var isClosed = false

    init(minimum: Int, maximum: Int, queueLimit: Int) {
        self.minimum = minimum
        self.maximum = max(1, maximum)
        self.queueLimit = queueLimit
    }

    /// Open connections and those being opened.
    var total: Int { idle.count + inUse.count + opening }
    /// How many wait.
    var waiters: Int { waiting.count - cancelled.count }

    /// What comes of asking for a connection.
    enum Acquisition: Equatable {
        case take(Member)
        /// Wait; open one more connection if `open`.
        case wait(Ticket, open: Bool)
        case refuse
        case closed
    }

    /// Asks for a connection at `now` (nanoseconds), by preference one that `prefers` likes.
    mutating func acquire(at now: UInt64, prefers: (Member) -> Bool = { _ in true }) -> Acquisition {
        guard !isClosed else { return .closed }
        if waiters == 0, !idle.isEmpty {
            // The one used last: its caches are warm, and those at the bottom can grow old and be closed.
            let index = idle.lastIndex(where: prefers) ?? idle.count - 1
            let member = idle.remove(at: index)
            inUse.insert(member)
            return .take(member)
        }
        guard waiters < queueLimit else { return .refuse }
        nextTicket += 1
        let ticket = Ticket(number: nextTicket)
        waiting.append((ticket, now))
        let open = total < maximum && opening < waiters
        if open { opening += 1 }
        return .wait(ticket, open: open)
    }

    /// One who waited has gone away; false when they had already been served.
    mutating func cancel(_ ticket: Ticket) -> Bool {
        guard waiting.contains(where: { $0.ticket == ticket }), cancelled.insert(ticket).inserted else { return false }
        dropCancelled()
        return true
    }

    /// Those who have waited since before `deadline`; they no longer wait.
    mutating func expire(before deadline: UInt64) -> [Ticket] {
        var expired: [Ticket] = []
        dropCancelled()
        while let first = waiting.first, first.since < deadline {
            waiting.removeFirst()
            if cancelled.remove(first.ticket) == nil { expired.append(first.ticket) }
            dropCancelled()
        }
        return expired
    }

    /// A connection was opened: who gets it, or `nil` when it stays idle.
    mutating func opened(_ member: Member) -> Ticket? {
        opening -= 1
        return hand(member)
    }

    /// A connection could not be opened; true when another should be tried for those who wait.
    mutating func openFailed() -> Bool {
        opening -= 1
        return reopen()
    }

    /// A connection is given back in good order: who gets it next, or `nil` when it stays idle.
    mutating func release(_ member: Member) -> Ticket? {
        guard inUse.remove(member) != nil else { return nil }
        return hand(member)
    }

    /// A connection was lost, in use or idle; true when another should be opened in its place.
    mutating func lost(_ member: Member) -> Bool {
        if inUse.remove(member) == nil {
            guard let index = idle.firstIndex(of: member) else { return false }
            idle.remove(at: index)
        }
        return reopen()
    }

    /// No connection is left, and none can be opened: those who waited, who need not wait on.
    mutating func abandon() -> [Ticket] {
        guard idle.isEmpty, inUse.isEmpty else { return [] }
        let tickets = waiting.map(\.ticket).filter { !cancelled.contains($0) }
        waiting.removeAll()
        cancelled.removeAll()
        return tickets
    }

    /// True when a connection should be opened to reach the minimum.
    mutating func refill() -> Bool {
        guard !isClosed, total < minimum else { return false }
        opening += 1
        return true
    }

    /// An idle connection to close: one past its lifetime, or the longest idle one beyond the minimum. At most one a
    /// sweep, so that neither a quiet moment nor old age closes them all; ``refill()`` replaces what the minimum misses.
    mutating func shrink(isIdleTooLong: (Member) -> Bool, isRetired: (Member) -> Bool) -> Member? {
        if let index = idle.firstIndex(where: isRetired) { return idle.remove(at: index) }
        guard total > minimum, let oldest = idle.first, isIdleTooLong(oldest) else { return nil }
        idle.removeFirst()
        return oldest
    }

    /// Nobody gets a connection any more: the idle ones to close, and those who waited.
    mutating func close() -> (members: [Member], tickets: [Ticket]) {
        isClosed = true
        let tickets = waiting.map(\.ticket).filter { !cancelled.contains($0) }
        let members = idle
        waiting.removeAll()
        cancelled.removeAll()
        idle.removeAll()
        return (members, tickets)
    }

    private mutating func hand(_ member: Member) -> Ticket? {
        dropCancelled()
        guard !isClosed, let next = waiting.popFirst() else {
            idle.append(member)
            return nil
        }
        inUse.insert(member)
        dropCancelled()
        return next.ticket
    }

    private mutating func reopen() -> Bool {
        guard !isClosed, total < maximum, opening < waiters else { return false }
        opening += 1
        return true
    }

    private mutating func dropCancelled() {
        while let first = waiting.first, cancelled.remove(first.ticket) != nil { waiting.removeFirst() }
    }
}
