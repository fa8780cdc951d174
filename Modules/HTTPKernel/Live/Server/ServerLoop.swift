import HTTPKernel
import NIOCore
import SharedKernel

/// What the connections of one server on one event loop share: the executor, the clock's text, and the look-out for
/// what has run out of time.
final class ServerLoop: @unchecked Sendable {
    // Touched on its event loop only.
    let executor: EventLoopExecutor
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var sweeping: RepeatedTask?
    private var random: WyRand
    private var date = HTTPDate()

    init(executor: EventLoopExecutor) {
        self.executor = executor
        var system = SystemRandomNumberGenerator()
        random = WyRand(seed: system.next())
    }

    func add(_ connection: Connection) { connections[ObjectIdentifier(connection)] = connection }

    func remove(_ connection: Connection) { connections[ObjectIdentifier(connection)] = nil }

    /// One timer a loop instead of several a request: nothing is scheduled or cancelled on the hot path.
    func startSweeping(every interval: Duration) {
        let interval = TimeAmount(interval)
        sweeping = executor.loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] _ in
            guard let self else { return }
            let now = MonotonicTime.now
            for connection in self.connections.values { connection.sweep(now) }
        }
    }

    /// Tells every connection that the server is draining.
    func drain() {
        for connection in connections.values { connection.drain() }
    }

    /// Cuts every connection, and says which routes were still running. May be called from anywhere.
    func end() async -> [String] {
        await withCheckedContinuation { continuation in
            executor.loop.execute {
                self.sweeping?.cancel()
                self.sweeping = nil
                continuation.resume(returning: self.connections.values.flatMap { $0.cut() })
            }
        }
    }

    /// The headers that every answer carries, with this second's date.
    func commonHeaders() -> [UInt8] { date.headers(at: Timestamp.now.seconds) }

    /// A new correlation id. They need to be unique, not secret, so the system is not asked for each.
    func newCorrelationID() -> String {
        UniqueID(milliseconds: UInt64(Timestamp.now.microseconds / 1000), using: &random).description
    }
}

/// A fast generator for what need not be secret (Wang Yi's wyrand).
private struct WyRand: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0xa076_1d64_78bd_642f
        let product = state.multipliedFullWidth(by: state ^ 0xe703_7ed1_a0b4_28db)
        return product.high ^ product.low
    }
}
