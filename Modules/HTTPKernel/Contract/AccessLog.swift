public import SharedKernel

/// What one request came to: the line that the edge writes about it.
public struct AccessRecord: Sendable {
    /// The method as it was sent; `-` where the request could not be read.
    public let method: String
    /// The template of the route, or `-` where there is none. Bounded in number, unlike paths.
    public let route: String
    /// The path without the query; empty where the request could not be read.
    public let path: String
    /// The status of the answer.
    public let status: Int
    /// From the request's first byte to the answer being ready.
    public let nanoseconds: UInt64
    /// Bytes of the answer, head and body.
    public let bytes: Int
    /// What travelled with the request: its correlation id, its caller, its cost in the database.
    public let context: RequestContext

    /// A record.
    public init(
        method: String, route: String, path: String, status: Int, nanoseconds: UInt64, bytes: Int,
        context: RequestContext
    ) {
        self.method = method
        self.route = route
        self.path = path
        self.status = status
        self.nanoseconds = nanoseconds
        self.bytes = bytes
        self.context = context
    }
}

/// Takes the record of every request; Telemetry writes it. It is called on an event loop and must not block.
public protocol AccessLog: Sendable {
    func record(_ record: AccessRecord)
}
