import HTTPKernel
import Logging
import SharedKernel
import Synchronization

/// What all connections of one server share.
final class ServerCore: Sendable {
    let responder: Responder
    let limits: HTTPLimits
    let accessLog: (any AccessLog)?
    let logger: Logger
    private let state = Mutex(State())
    private let draining = Atomic(false)

    private struct State {
        var connections = 0
        var drained: CheckedContinuation<Void, Never>?
        var isOutOfPatience = false
    }

    init(responder: Responder, limits: HTTPLimits, accessLog: (any AccessLog)?, logger: Logger) {
        self.responder = responder
        self.limits = limits
        self.accessLog = accessLog
        self.logger = logger
    }

    /// Whether connections are to end with their next answer.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func beginDraining() { draining.store(true, ordering: .relaxed) }

    /// Counts a connection; false when there are too many, which are counted as well.
    func opened() -> Bool {
        state.withLock {
            $0.connections += 1
            return $0.connections <= limits.connections
        }
    }

    func closed() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.connections -= 1
            guard state.connections == 0 else { return nil }
            defer { state.drained = nil }
            return state.drained
        }
        waiting?.resume()
    }

    /// Returns once no connection is left, or when ``stopWaiting()`` is called.
    func waitUntilDrained() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                let isDone = state.connections == 0 || state.isOutOfPatience
                if !isDone { state.drained = continuation }
                return isDone
            }
            if isDone { continuation.resume() }
        }
    }

    func stopWaiting() {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state.drained = nil }
            state.isOutOfPatience = true
            return state.drained
        }
        waiting?.resume()
    }
}
