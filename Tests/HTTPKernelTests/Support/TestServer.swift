import HTTPKernel
import HTTPKernelLive
import HTTPKernelTesting
import Logging
import Synchronization

/// A server with its own event loop, for as long as `body` runs.
func withServer<T: Sendable>(
    _ routes: [Route], limits: HTTPLimits = HTTPLimits(), middleware: [any Middleware] = [],
    errorMapping: @escaping @Sendable (any Error) -> HTTPError? = { _ in nil },
    accessLog: (any AccessLog)? = nil, logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ body: (TestServer) async throws -> T
) async throws -> T {
    let executors = EventLoopExecutors(loops: 1)
    var limits = limits
    limits.sweepInterval = .milliseconds(20)
    let server = try HTTPServer(
        configuration: HTTPServerConfiguration(limits: limits), executors: executors, routes: routes,
        middleware: middleware, errorMapping: errorMapping, accessLog: accessLog, logger: logger)
    let result: Result<T, any Error>
    do {
        result = .success(try await body(TestServer(server: server, port: try await server.start())))
    } catch {
        result = .failure(error)
    }
    _ = await server.shutdown(grace: .zero)
    try await executors.shutdown()
    return try result.get()
}

/// A server that listens, and ways to talk to it.
struct TestServer: Sendable {
    let server: HTTPServer
    let port: Int

    var client: HTTPClient { HTTPClient(port: port) }

    func connect() throws -> ResponseReader { ResponseReader(try RawConnection(port: port)) }

    /// Sends `text` on a connection of its own; returns the answer, having seen the server close the connection.
    func refusal(of text: String, deadline: Duration = .seconds(5)) async throws -> TestResult {
        let reader = try connect()
        try await reader.connection.send(text)
        let result = try await reader.next(within: deadline)
        reader.connection.endSending()
        let rest = try await reader.connection.receiveAll(within: deadline)
        guard rest.isEmpty, result.header("Connection") == "close" else {
            throw RawConnection.Failure.malformed("the connection stayed open: \(rest)")
        }
        return result
    }
}

/// A gate that a handler waits at until a test opens it.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var arrived = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watching: [(count: Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Waits until the gate is open, whatever happens to the task.
    func pass() async {
        let watchers = state.withLock { state in
            state.arrived += 1
            let ready = state.watching.filter { $0.count <= state.arrived }
            state.watching.removeAll { $0.count <= state.arrived }
            return ready
        }
        for (_, watcher) in watchers { watcher.resume() }
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    /// Returns once that many have come to the gate.
    func arrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.arrived < count { state.watching.append((count, continuation)) }
                return state.arrived >= count
            }
            if isReached { continuation.resume() }
        }
    }

    /// Lets everyone through, from now on.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// What a logger or the access log was told, for a test to look at.
final class Recorder<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])

    var all: [Element] { elements.withLock { $0 } }
    func add(_ element: Element) { elements.withLock { $0.append(element) } }
}
