/// Where a server listens and what it lets clients do.
public struct HTTPServerConfiguration: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port; 0 for any that is free.
    public var port: Int
    /// Whether another process may listen on the same port, as a rolling restart needs.
    public var reusePort: Bool
    /// Connections that wait to be accepted.
    public var backlog: Int
    /// What a client may ask of the server.
    public var limits: HTTPLimits

    /// A server at an address.
    public init(
        host: String = "127.0.0.1", port: Int = 0, reusePort: Bool = true, backlog: Int = 1024,
        limits: HTTPLimits = HTTPLimits()
    ) {
        self.host = host
        self.port = port
        self.reusePort = reusePort
        self.backlog = backlog
        self.limits = limits
    }
}

/// What a client may ask of the server; beyond each, the error that its comment names.
public struct HTTPLimits: Sendable {
    /// Bytes of the request line, its end included; 414.
    public var requestLine = 8 * 1024
    /// Bytes of all header lines, their ends included; 431.
    public var headerBytes = 16 * 1024
    /// Header lines; 431.
    public var headerCount = 100
    /// Bytes of a body; 413.
    public var bodyBytes = 1024 * 1024
    /// From a request's first byte to the end of the head; 408.
    public var headTimeout: Duration = .seconds(10)
    /// From the end of the head to the end of the body; 408.
    public var bodyTimeout: Duration = .seconds(30)
    /// From an answer, or the connection's beginning, to the next request; the connection is closed.
    public var idleTimeout: Duration = .seconds(75)
    /// From a request to its answer; 504, and the handler is cancelled.
    public var requestTimeout: Duration = .seconds(30)
    /// Connections at once; 503.
    public var connections = 10_000
    /// Requests of one connection that are under way at once; beyond, the connection is not read.
    public var pipelinedRequests = 16
    /// How long a connection whose last answer is sent may go on sending before it is cut (RFC 9112, section 9.6).
    public var lingerTimeout: Duration = .seconds(1)
    /// How often a loop looks for what has run out of time: the precision of the five above.
    public var sweepInterval: Duration = .milliseconds(250)

    /// The limits of the service.
    public init() {}
}
