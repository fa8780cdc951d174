public import HTTPKernel
public import Logging
import NIOCore
import NIOPosix
import Persistence
import SharedKernel
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An HTTP/1.1 server: listens, and answers with its routes.
public final class HTTPServer: Sendable {
    private let configuration: HTTPServerConfiguration
    private let executors: EventLoopExecutors
    private let core: ServerCore
    private let loops: [ObjectIdentifier: ServerLoop]
    private let listener = Mutex<(any Channel)?>(nil)

    /// A server that does not listen yet.
    ///
    /// Throws ``InvalidRoutes`` when routes clash, or when wire types of different shapes share a name.
    /// - Parameters:
    ///   - middleware: every request walks through it in this order.
    ///   - transactions: runs the transactions of routes that change something; needed only where there are such routes.
    ///   - errorMapping: what the client is told of an error that is no ``HTTPError`` by itself; `nil` means 500.
    ///   - accessLog: takes one record a request.
    public init(
        configuration: HTTPServerConfiguration, executors: EventLoopExecutors, routes: [Route],
        middleware: [any Middleware] = [], transactions: (any RequestTransactions)? = nil,
        errorMapping: @escaping @Sendable (any Error) -> HTTPError? = { _ in nil },
        accessLog: (any AccessLog)? = nil, logger: Logger
    ) throws {
        self.configuration = configuration
        self.executors = executors
        let responder = Responder(
            table: try RouteTable(routes), middleware: middleware,
            transactions: transactions ?? NoTransactions(),
            errorMapping: errorMapping, logger: logger)
        core = ServerCore(
            responder: responder, limits: configuration.limits, accessLog: accessLog, logger: logger)
        loops = Dictionary(
            uniqueKeysWithValues: executors.all.map { (ObjectIdentifier($0.loop), ServerLoop(executor: $0)) })
    }

    /// Begins to listen. Returns the port, which the system chose when the configuration says 0.
    @discardableResult
    public func start() async throws -> Int {
        let interval = configuration.limits.sweepInterval
        for loop in loops.values {
            try await loop.executor.loop.submit { loop.startSweeping(every: interval) }.get()
        }
        let channel = try await bootstrap().bind(host: configuration.host, port: configuration.port).get()
        listener.withLock { $0 = channel }
        return channel.localAddress?.port ?? configuration.port
    }

    private func bootstrap() -> ServerBootstrap {
        let core = core
        let loops = loops
        return ServerBootstrap(group: executors.group)
            .serverChannelOption(.backlog, value: Int32(clamping: configuration.backlog))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.socketOption(.init(rawValue: SO_REUSEPORT)), value: configuration.reusePort ? 1 : 0)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)] else { return }
                    try channel.pipeline.syncOperations.addHandler(Connection(core: core, loop: loop))
                }
            }
    }

    /// Stops listening, closes idle connections, and ends every other with its next answer.
    public func beginDraining() {
        core.beginDraining()
        listener.withLock { $0 }?.close(promise: nil)
        for loop in loops.values { loop.executor.loop.execute { loop.drain() } }
    }

    /// Drains, and waits for what is under way, at most for `grace`; then cuts what is left and tells what it was.
    public func shutdown(grace: Duration) async -> DrainReport {
        beginDraining()
        let core = core
        let cutoff = executors.group.next().scheduleTask(in: TimeAmount(grace)) { core.stopWaiting() }
        await core.waitUntilDrained()
        cutoff.cancel()
        var unfinished: [String] = []
        for loop in loops.values {
            unfinished += await loop.end()
        }
        return DrainReport(unfinished: unfinished.sorted())
    }
}

/// How a server's end went.
public struct DrainReport: Sendable {
    /// Method and route template of each request that was cut off.
    public let unfinished: [String]
}

/// Stands where a server has no routes that need transactions.
private struct NoTransactions: RequestTransactions {
    func perform(
        _ request: Request, for principal: Principal, _ body: @Sendable (Transaction) async throws -> Response
    ) async throws -> Response {
        throw HTTPError(.notImplemented, "This server runs no transactions")
    }
}
