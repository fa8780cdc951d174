import Foundation

/// A TCP proxy on loopback between clients and one PostgreSQL server, which breaks what passes through it.
///
/// It tells connections apart by the last part of their `application_name`: `read`, `write`, `pinned`, `monitor`.
/// Every connection has two threads, one a direction, so that what it does is exact to the byte. For tests only.
public final class FaultProxy: @unchecked Sendable {
    // @unchecked: `state` is touched only while `condition` is locked.
    private let condition = NSCondition()
    private var state = State()
    private let listener: LoopbackSocket
    private let server: UInt16
    private let port: UInt16
    private let target: String

    public enum Direction: Hashable, Sendable { case toServer, toClient }

    /// What happens to a connection.
    public enum Fault: Sendable {
        /// Both sides see the end of the stream.
        case cut
        /// Both sides see a reset (`SO_LINGER` 0).
        case reset
        /// Nothing passes any more, and neither side is told.
        case stall
    }

    private struct State {
        var plan: Plan?
        var fragment = Int.max
        var latency: TimeInterval = 0
        var isStalled = false
        var refuses = false
        var isStopped = false
        var counts: [String: [Direction: Int]] = [:]
        var links = Set<FaultLink>()
    }

    /// A fault that is to come once so many bytes more have passed.
    private struct Plan {
        let role: String
        let direction: Direction
        var remaining: Int
        let fault: Fault
    }

    /// Stands before the server that `url`, of the form `postgres://…@127.0.0.1:port/…`, leads to.
    public init(before url: String) throws {
        guard let components = URLComponents(string: url), let port = components.port.flatMap(UInt16.init(exactly:))
        else {
            throw TestDatabaseError.notReady
        }
        target = url
        server = port
        (listener, self.port) = try LoopbackSocket.listening()
        Thread.detachNewThread { [self] in accept() }
    }

    /// The server's URL, but through the proxy, and without encryption: roles are read from the first packet.
    public var url: String {
        var components = URLComponents(string: target)
        components?.port = Int(port)
        components?.queryItems = [
            .init(name: "sslmode", value: "disable"), .init(name: "gssencmode", value: "disable"),
        ]
        return components?.string ?? target
    }

    // MARK: What tests order

    /// Lets `bytes` more pass in one direction on connections of `role`, open or to come, and then breaks the one that
    /// carried the last of them. With 0 the next byte breaks it, and is dropped. It happens once.
    public func plan(_ fault: Fault, after bytes: Int, _ direction: Direction, role: String) {
        change { $0.plan = Plan(role: role, direction: direction, remaining: bytes, fault: fault) }
    }

    /// Drops a planned fault that has not come; true if there was one.
    @discardableResult
    public func dropPlan() -> Bool {
        change { state in
            defer { state.plan = nil }
            return state.plan != nil
        }
    }

    /// From now on everything passes in pieces of at most so many bytes.
    public func fragment(by bytes: Int) { change { $0.fragment = bytes } }
    /// From now on every piece is held for so long.
    public func delay(by latency: Duration) {
        change { $0.latency = Double(latency.components.seconds) + Double(latency.components.attoseconds) / 1e18 }
    }
    /// Holds everything, in both directions and on all connections, until ``resume()``.
    public func stall() { change { $0.isStalled = true } }
    /// Lets everything pass again; connections that were stalled one by one stay so.
    public func resume() { change { $0.isStalled = false } }
    /// Whether new connections are turned away.
    public func refuse(_ refuses: Bool) { change { $0.refuses = refuses } }
    /// Breaks every connection that is open, or those of one role.
    public func breakAll(_ fault: Fault, role: String? = nil) {
        for link in change({ $0.links.filter { role == nil || $0.role == role } }) { link.suffer(fault) }
    }
    /// How many bytes have passed on connections of a role.
    public func bytes(_ direction: Direction, role: String) -> Int { change { $0.counts[role]?[direction] ?? 0 } }

    /// Ends all connections and takes no more.
    public func stop() {
        change { $0.isStopped = true }
        breakAll(.cut)
        // Wakes the thread that accepts, on every operating system.
        (try? LoopbackSocket.connected(to: port))?.close()
    }

    @discardableResult
    private func change<T>(_ body: (inout State) -> T) -> T {
        condition.lock()
        defer { condition.unlock() }
        defer { condition.broadcast() }
        return body(&state)
    }

    // MARK: What links ask

    /// How many of `count` bytes may pass now, and what happens to the link right after them; `nil` when it has ended.
    /// Waits while everything is held.
    func admit(_ count: Int, _ direction: Direction, on link: FaultLink) -> (count: Int, fault: Fault?)? {
        condition.lock()
        defer { condition.unlock() }
        while state.isStalled || link.isStalled, !link.isEnded { condition.wait() }
        guard !link.isEnded else { return nil }
        var count = min(count, state.fragment)
        guard let role = link.role, var plan = state.plan, plan.role == role, plan.direction == direction else {
            state.counts[link.role ?? "", default: [:]][direction, default: 0] += count
            return (count, nil)
        }
        count = min(count, plan.remaining)
        plan.remaining -= count
        state.plan = plan.remaining == 0 ? nil : plan
        state.counts[role, default: [:]][direction, default: 0] += count
        return (count, plan.remaining == 0 ? plan.fault : nil)
    }

    /// Runs `body` while nothing else happens on the proxy, and wakes the links.
    func synchronized(_ body: () -> Void) { change { _ in body() } }

    /// How long each piece is held.
    var latency: TimeInterval { change { $0.latency } }

    func ended(_ link: FaultLink) { change { _ = $0.links.remove(link) } }

    private func accept() {
        while let client = listener.acceptNext() {
            guard !change({ $0.refuses || $0.isStopped }), let upstream = try? LoopbackSocket.connected(to: server)
            else {
                client.lingerNot()
                client.close()
                if change({ $0.isStopped }) { break }
                continue
            }
            let link = FaultLink(client: client, server: upstream, proxy: self)
            change { _ = $0.links.insert(link) }
            link.start()
        }
        listener.close()
    }
}
