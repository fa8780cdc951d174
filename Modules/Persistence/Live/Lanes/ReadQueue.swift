import DequeModule

/// What a read lane has been given, has sent, and owes an answer for. Pure bookkeeping: no sockets and no clock.
///
/// Each call that is accepted leaves exactly once: answered, or handed back.
struct ReadQueue<Call> {
    /// The most reads that share a Sync.
    static var segmentLimit: Int { 64 }
    /// The most segments under way; what comes meanwhile gathers into the next one.
    static var segmentsUnderWay: Int { 2 }
    /// The most calls that wait; one more is refused.
    static var backlogLimit: Int { 10_000 }

    /// A call and how often a neighbour's error has undone it.
    struct Item {
        let call: Call
        var abortions = 0
        /// Whether it gets a Sync of its own.
        var isAlone: Bool { abortions >= 2 }
    }

    private var backlog = Deque<Item>()
    private var sent = Deque<Item>()
    /// How many calls of each segment under way are still owed, oldest first.
    private var segments = Deque<Int>()
    /// Undone calls of the segment that is being answered, in order.
    private var undone: [Item] = []

    /// Calls that wait or are under way.
    var load: Int { backlog.count + sent.count + undone.count }
    /// Whether a segment could be sent now.
    var canSend: Bool { segments.count < Self.segmentsUnderWay && !backlog.isEmpty }

    /// Takes a call; false when too many wait.
    mutating func accept(_ call: Call) -> Bool {
        guard backlog.count < Self.backlogLimit else { return false }
        backlog.append(Item(call: call))
        return true
    }

    /// The calls of the next segment; `nil` when none is to be sent now.
    mutating func nextSegment() -> [Call]? {
        guard canSend, let first = backlog.first else { return nil }
        var calls: [Call] = []
        if first.isAlone {
            backlog.removeFirst()
            sent.append(first)
            calls = [first.call]
        } else {
            calls.reserveCapacity(min(backlog.count, Self.segmentLimit))
            while calls.count < Self.segmentLimit, let item = backlog.first, !item.isAlone {
                backlog.removeFirst()
                sent.append(item)
                calls.append(item.call)
            }
        }
        segments.append(calls.count)
        return calls
    }

    /// The oldest call under way was answered.
    mutating func answered() -> Call? {
        guard let item = sent.popFirst() else { return nil }
        countDown()
        return item.call
    }

    /// The oldest call under way was not run, because a call before it in its segment failed: it will be sent again.
    mutating func aborted() {
        guard var item = sent.popFirst() else { return }
        countDown()
        item.abortions += 1
        undone.append(item)
    }

    /// The oldest segment has ended; what it left undone goes first next time, in the old order.
    mutating func synced() {
        guard segments.first == 0 else { return }
        segments.removeFirst()
        for item in undone.reversed() { backlog.prepend(item) }
        undone.removeAll(keepingCapacity: true)
    }

    /// The connection is gone: everything is handed back, oldest first.
    mutating func drain() -> [Call] {
        let calls = undone.map(\.call) + sent.map(\.call) + backlog.map(\.call)
        self = ReadQueue()
        return calls
    }

    private mutating func countDown() {
        guard let count = segments.first, count > 0 else { return }
        segments[0] = count - 1
    }
}
