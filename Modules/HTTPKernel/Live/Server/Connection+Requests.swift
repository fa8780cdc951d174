import DequeModule
import HTTPKernel
import NIOCore
import SharedKernel

/// From bytes to running handlers.
extension Connection {
    /// Reads and starts every request that may begin now.
    func process(at now: MonotonicTime) {
        isProcessing = true
        while case .open = phase, let request = nextRequest(at: now) { start(request, at: now) }
        isProcessing = false
        noteProgress(at: now)
        if inputEnded { closeIfDone() }
    }

    private func nextRequest(at now: MonotonicTime) -> ParsedRequest? {
        guard exchanges.count < core.limits.pipelinedRequests else { return nil }
        if waiting == nil {
            do {
                waiting = try parser.next(&buffer)
            } catch {
                refuse(error)
                return nil
            }
        }
        guard let request = waiting, mayBegin(request.head) else { return nil }
        waiting = nil
        return request
    }

    /// Requests that change nothing may run side by side; any other waits its turn (RFC 9112, section 9.3.2).
    private func mayBegin(_ head: RequestHead) -> Bool {
        if exchanges.isEmpty { return true }
        guard head.method == .get || head.method == .head || head.method == .options else { return false }
        return exchanges.allSatisfy(\.isSafe)
    }

    /// Remembers since when the request that is not all there has been coming in.
    private func noteProgress(at now: MonotonicTime) {
        if let head = parser.headBeforeBody {
            if bodySince == nil { bodySince = now }
            if head.expectsContinue, !hasSentContinue, exchanges.isEmpty { sendContinue() }
        } else {
            bodySince = nil
            hasSentContinue = false
            if buffer.readableBytes == 0 || waiting != nil {
                headSince = nil
            } else if headSince == nil {
                headSince = now
            }
        }
    }

    private func sendContinue() {
        hasSentContinue = true
        guard buffer.readableBytes == 0 else { return }
        var bytes = ByteBuffer()
        bytes.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        write(bytes)
        if !isProcessing { flush() }
    }

    private func start(_ parsed: ParsedRequest, at now: MonotonicTime) {
        let head = parsed.head
        let context = requestContext(head.fields, at: headSince ?? now)
        headSince = nil
        let responder = core.responder
        let accept = head.fields.first("accept")
        let destination = responder.destination(head.method, head.path, accept: accept)
        let exchange = Exchange(head, route: destination.template, context: context)
        if exchange.closes { phase = .closing }
        exchanges.append(exchange)
        switch destination {
        case .response(let response): finish(exchange, response)
        case .error(let error): finish(exchange, responder.errorResponse(error, accept: accept, context: context))
        case .route(let route, let parameters):
            let request = Request(
                method: head.method, path: head.path, query: head.query, headers: head.fields, body: parsed.body,
                clientAddress: clientAddress, context: context, parameters: parameters)
            run(route, request, exchange)
        }
    }

    /// Starts the handler at once, on this stack: one that never waits is answered without a hop.
    private func run(_ route: Route, _ request: Request, _ exchange: Exchange) {
        let responder = core.responder
        // The task runs on this loop's executor, and the exchange is touched on this loop only.
        nonisolated(unsafe) let exchange = exchange
        let task = Task.immediate(executorPreference: loop.executor) {
            let response = await RequestContext.$current.withValue(request.context) {
                await responder.respond(to: request, route: route)
            }
            self.finish(exchange, response)
        }
        if !exchange.isAnswered { exchange.task = task }
    }

    func requestContext(_ fields: HeaderFields, at start: MonotonicTime) -> RequestContext {
        let brought = fields.first("x-correlation-id").flatMap { $0.isCorrelationID ? $0 : nil }
        return RequestContext(
            correlationID: brought ?? loop.newCorrelationID(), startedAt: start,
            deadline: start.advanced(by: core.limits.requestTimeout))
    }

    /// Answers what could not be read, after what came before it, and closes.
    func refuse(_ error: any Error) {
        let now = MonotonicTime.now
        let context = requestContext(parser.fields, at: headSince ?? now)
        let exchange = Exchange(refusedWith: parser.fields, head: parser.headBeforeBody, context: context)
        phase = .closing
        exchanges.append(exchange)
        finish(exchange, core.responder.errorResponse(error, accept: exchange.accept, context: context))
    }
}

extension String {
    /// `[A-Za-z0-9._-]{1,128}`.
    fileprivate var isCorrelationID: Bool {
        (1...128).contains(utf8.count)
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
