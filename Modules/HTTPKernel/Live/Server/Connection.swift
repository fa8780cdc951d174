import DequeModule
import HTTPKernel
import NIOCore
import SharedKernel

/// One client's connection: reads requests, has them answered, and writes the answers in the order of the requests.
final class Connection: ChannelDuplexHandler, @unchecked Sendable {
    // Confined to its event loop: NIO calls it there, and so do the tasks that it starts on the loop's executor.
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Phase {
        /// Requests are read.
        case open
        /// The last answer is yet to be written; nothing more is read.
        case closing
        /// The last answer is written; what still comes in is dropped, so that the client can read the answer.
        case lingering(until: MonotonicTime)
        case closed
    }

    let core: ServerCore
    let loop: ServerLoop
    var channel: ChannelHandlerContext?
    var clientAddress = ""
    var phase = Phase.open
    var exchanges = Deque<Exchange>()
    var buffer = ByteBuffer()
    var parser: RequestParser
    /// A request that must not begin before those under way have ended.
    var waiting: ParsedRequest?
    var isProcessing = false
    var hasUnflushed = false
    /// Whether a read was asked for while nothing was to be read.
    var owesRead = false
    var inputEnded = false
    /// When the connection began, or ended its last exchange.
    var idleSince = MonotonicTime.now
    /// When the first byte of the request that is being read came.
    var headSince: MonotonicTime?
    /// When the head of the request that is being read was complete.
    var bodySince: MonotonicTime?
    var hasSentContinue = false

    init(core: ServerCore, loop: ServerLoop) {
        self.core = core
        self.loop = loop
        parser = RequestParser(limits: core.limits)
    }

    func channelActive(context: ChannelHandlerContext) {
        channel = context
        clientAddress = context.channel.remoteAddress?.ipAddress ?? ""
        loop.add(self)
        if !core.opened() {
            refuse(HTTPError(.overloaded, "There are too many connections", headers: [("Retry-After", "1")]))
            flush()
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if channel != nil { core.closed() }
        loop.remove(self)
        channel = nil
        phase = .closed
        for exchange in exchanges { exchange.task?.cancel() }
        exchanges.removeAll()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .open = phase else { return }
        var bytes = unwrapInboundIn(data)
        if buffer.readableBytes == 0 { buffer = bytes } else { buffer.writeBuffer(&bytes) }
        process(at: .now)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        flush()
        context.fireChannelReadComplete()
    }

    /// Nothing is read while enough requests are under way, or while the client does not take its answers.
    func read(context: ChannelHandlerContext) {
        if isFull || !context.channel.isWritable { owesRead = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        payRead()
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The client has sent all it will send; it may still wait for answers.
        if case .some(.inputClosed) = event as? ChannelEvent {
            inputEnded = true
            closeIfDone()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A connection that was reset; there is nobody left to tell.
        context.close(promise: nil)
    }

    var isFull: Bool {
        switch phase {
        case .open: waiting != nil || exchanges.count >= core.limits.pipelinedRequests
        case .closing: true
        case .lingering, .closed: false
        }
    }

    func payRead() {
        guard owesRead, let channel, !isFull, channel.channel.isWritable else { return }
        owesRead = false
        channel.read()
    }

    func flush() {
        guard hasUnflushed, let channel else { return }
        hasUnflushed = false
        channel.flush()
    }
}
