public import HTTPKernelTesting
import Synchronization

/// Clients that send requests one after the other until they are stopped, and what they were answered.
public final class Load: Sendable {
    private let state = Mutex(State())
    private let task: Mutex<Task<Void, any Error>?> = Mutex(nil)

    private struct State {
        var statuses: [Int: Int] = [:]
        var refusals: [String] = []
        var last: [Int: ContinuousClock.Instant] = [:]
        var isStopped = false
        var total: Int { statuses.values.reduce(0, +) }
    }

    /// Starts that many clients, each of which repeats `request`.
    public init(clients: Int, _ request: @escaping @Sendable () async throws -> TestResult) {
        let running = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<clients {
                    group.addTask {
                        while !self.state.withLock({ $0.isStopped }) { self.note(try await request()) }
                    }
                }
                try await group.waitForAll()
            }
        }
        task.withLock { $0 = running }
    }

    /// Starts clients that read one address.
    public convenience init(_ server: StoaProcess, path: String, clients: Int) {
        self.init(clients: clients) { try await server.api.send("GET", path) }
    }

    private func note(_ result: TestResult) {
        let code = result.status >= 400 ? (try? result.json()["error"]["code"].string) ?? "no code" : nil
        state.withLock { state in
            state.statuses[result.status, default: 0] += 1
            state.last[result.status] = .now
            if let code { state.refusals.append(code) }
        }
    }

    /// The codes of all answers of 400 and above.
    public var refusals: [String] { state.withLock { $0.refusals } }

    /// Waits for that many more answers.
    public func waitForAnswers(_ count: Int) async throws {
        let target = state.withLock { $0.total } + count
        try await wait("\(count) more answers") { $0.total >= target }
    }

    /// Waits for an answer with that status after `instant`.
    public func waitForStatus(_ status: Int, since instant: ContinuousClock.Instant) async throws {
        try await wait("an answer with status \(status)") { $0.last[status].map { $0 > instant } ?? false }
    }

    private func wait(_ what: String, _ condition: (State) -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while !state.withLock({ condition($0) }) {
            guard ContinuousClock.now < deadline else {
                throw LoadError(what: what, statuses: state.withLock { $0.statuses })
            }
            // Polled: the condition is about many clients, none of which knows it alone.
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Stops the clients: how often each status was answered. Throws what a client threw, such as a cut connection.
    public func stop() async throws -> [Int: Int] {
        state.withLock { $0.isStopped = true }
        try await task.withLock { $0 }?.value
        return state.withLock { $0.statuses }
    }
}

/// Something did not happen within a minute.
struct LoadError: Error, CustomStringConvertible {
    let what: String
    let statuses: [Int: Int]

    var description: String { "no \(what) within a minute; so far \(statuses)" }
}

extension StoaProcess {
    /// Waits until the management port answers with that status.
    public func wait(for status: Int, at path: String) async throws {
        let load = Load(clients: 1) { try await self.management.send("GET", path) }
        try await load.waitForStatus(status, since: .now)
        _ = try await load.stop()
    }
}
