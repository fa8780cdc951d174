import HTTPKernel
import NIOCore
import SharedKernel

/// One request on a connection, from its head to the moment its answer is written. Touched on its loop only.
final class Exchange {
    let context: RequestContext
    let method: String
    let path: String
    let route: String
    /// What the client accepts, for errors.
    let accept: String?
    /// Whether the answer goes out without its body.
    let isHead: Bool
    /// Whether the request changes nothing (RFC 9110, section 9.2.1).
    let isSafe: Bool
    let isVersion10: Bool
    /// Whether this is the connection's last exchange.
    var closes: Bool
    /// The answer, once there is one; it waits for those before it.
    var output: ByteBuffer?
    /// The handler, while it runs.
    var task: Task<Void, Never>?

    init(_ head: RequestHead, route: String, context: RequestContext) {
        self.context = context
        self.route = route
        method = head.method.rawValue
        path = head.path
        accept = head.fields.first("accept")
        isHead = head.method == .head
        isSafe = head.method == .get || head.method == .head || head.method == .options
        isVersion10 = head.isVersion10
        closes = !head.keepsAlive
    }

    /// A request that could not be read.
    init(refusedWith fields: HeaderFields, head: RequestHead?, context: RequestContext) {
        self.context = context
        route = "-"
        method = head?.method.rawValue ?? "-"
        path = head?.path ?? ""
        accept = fields.first("accept")
        isHead = head?.method == .head
        isSafe = false
        isVersion10 = false
        closes = true
    }

    var isAnswered: Bool { output != nil }
}
