@testable import PersistenceLive
import Testing

/// The pool as a pure state machine, driven by random events and checked after each of them.
@Suite struct PoolStateTests {
    typealias State = PoolState<Int>

    @Test func `waiters are served in the order in which they came`() {
        var state = State(minimum: 0, maximum: 1, queueLimit: 10)
        guard case .wait(let first, open: true) = state.acquire(at: 0),
            case .wait(let second, open: false) = state.acquire(at: 1)
        else {
            Issue.record("the first opens a connection, and the second waits for the same")
            return
        }
        #expect(state.opened(7) == first)
        #expect(state.release(7) == second)
        #expect(state.release(7) == nil)
        #expect(state.acquire(at: 2) == .take(7))
    }

    @Test func `one more than the queue holds is refused at once`() {
        var state = State(minimum: 0, maximum: 1, queueLimit: 1)
        _ = state.acquire(at: 0)
        #expect(state.acquire(at: 0) == .refuse)
    }

    @Test func `a lost connection is replaced only while somebody waits or the minimum asks for it`() {
        var state = State(minimum: 0, maximum: 1, queueLimit: 10)
        _ = state.acquire(at: 0)
        _ = state.opened(1)
        #expect(state.lost(1) == false)
        #expect(state.total == 0)
        _ = state.acquire(at: 0)
        _ = state.opened(2)
        _ = state.acquire(at: 0)
        #expect(state.lost(2) == true)
        #expect(state.opening == 1)
    }

    @Test func `who is past its lifetime retires, even at the minimum, and is replaced`() {
        var state = State(minimum: 2, maximum: 2, queueLimit: 10)
        for member in 1...2 where state.refill() { _ = state.opened(member) }
        let young = state.shrink(isIdleTooLong: { _ in true }, isRetired: { _ in false })
        #expect(young == nil, "the minimum stays open, however idle")
        let old = state.shrink(isIdleTooLong: { _ in false }, isRetired: { $0 == 2 })
        #expect(old == 2 && state.idle == [1])
        let isReplaced = state.refill()
        #expect(isReplaced && state.total == 2)
    }

    @Test(arguments: 0..<8)
    func `whatever happens, every waiter leaves once, in order, and no connection is lost`(seed: UInt64) {
        var model = PoolModel(seed: seed)
        for _ in 0..<150_000 { model.step() }
        model.finish()
    }
}

/// Random events against a ``PoolState``, and what must hold after each of them.
private struct PoolModel {
    private var state = PoolState<Int>(minimum: 2, maximum: 6, queueLimit: 20)
    private var random: SplitMix
    private var now: UInt64 = 0
    private var waiting: [PoolState<Int>.Ticket] = []
    private var held: [Int] = []
    private var opening = 0
    private var nextMember = 0

    init(seed: UInt64) { random = SplitMix(state: seed) }

    mutating func step() {
        now += 1
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<35: acquire()
        case 35..<65: release()
        case 65..<75: if opening > 0 { opened() }
        case 75..<80: if opening > 0 { openFailed() }
        case 80..<86: cancel()
        case 86..<92: lose()
        case 92..<95: expire()
        case 95..<96: abandon()
        case 96..<98: if state.refill() { opening += 1 }
        default: shrink()
        }
        check()
    }

    mutating func finish() {
        let (_, tickets) = state.close()
        #expect(tickets == waiting)
        #expect(state.acquire(at: now) == .closed)
    }

    private mutating func acquire() {
        switch state.acquire(at: now) {
        case .take(let member):
            #expect(waiting.isEmpty, "nobody overtakes a waiter")
            held.append(member)
        case .wait(let ticket, let open):
            waiting.append(ticket)
            if open { opening += 1 }
        case .refuse: #expect(waiting.count == 20)
        case .closed: Issue.record("the pool was not closed")
        }
    }

    private mutating func serve(_ ticket: PoolState<Int>.Ticket?, with member: Int) {
        guard let ticket else {
            #expect(waiting.isEmpty, "a connection is not left idle while somebody waits")
            return
        }
        #expect(waiting.first == ticket, "the one who came first is served first")
        waiting.removeAll { $0 == ticket }
        held.append(member)
    }

    private mutating func release() {
        guard let member = held.randomElement(using: &random) else { return }
        held.removeAll { $0 == member }
        serve(state.release(member), with: member)
    }

    private mutating func opened() {
        opening -= 1
        nextMember += 1
        serve(state.opened(nextMember), with: nextMember)
    }

    private mutating func openFailed() {
        opening -= 1
        if state.openFailed() { opening += 1 }
    }

    private mutating func cancel() {
        guard let ticket = waiting.randomElement(using: &random) else { return }
        let cancelled = state.cancel(ticket)
        #expect(cancelled)
        let again = state.cancel(ticket)
        #expect(!again)
        waiting.removeAll { $0 == ticket }
    }

    private mutating func lose() {
        guard let member = (held + state.idle).randomElement(using: &random) else { return }
        held.removeAll { $0 == member }
        if state.lost(member) { opening += 1 }
    }

    private mutating func expire() {
        let deadline = now > 50 ? now - 50 : 0
        for ticket in state.expire(before: deadline) {
            #expect(waiting.first == ticket, "the one who came first runs out of time first")
            waiting.removeAll { $0 == ticket }
        }
    }

    private mutating func abandon() {
        let hasConnection = !state.idle.isEmpty || !held.isEmpty
        let abandoned = state.abandon()
        #expect(abandoned == (hasConnection ? [] : waiting), "only without any connection does anybody stop waiting")
        if !hasConnection { waiting.removeAll() }
    }

    private mutating func shrink() {
        let before = state.total
        let retired = state.idle.last.flatMap { Bool.random(using: &random) ? $0 : nil }
        let closed = state.shrink(isIdleTooLong: { _ in true }, isRetired: { $0 == retired })
        if retired != nil { #expect(closed == retired) } else if closed != nil { #expect(before > 2) }
    }

    private func check() {
        #expect(state.inUse == Set(held))
        #expect(state.opening == opening)
        #expect(state.waiters == waiting.count)
        #expect(state.total <= 6)
        #expect(state.idle.isEmpty || waiting.isEmpty)
    }
}

/// A small generator with a seed, so that a failure can be run again (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators").
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
