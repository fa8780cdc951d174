import DequeModule
import HTTPKernel
import NIOCore
import SharedKernel

/// What happens to a connection from outside: time, draining, the end of the server.
extension Connection {
    /// Ends whatever has taken too long.
    func sweep(_ now: MonotonicTime) {
        switch phase {
        case .lingering(let deadline):
            if now > deadline { channel?.close(promise: nil) }
        case .closed: break
        case .open, .closing:
            for exchange in exchanges where !exchange.isAnswered && now > exchange.context.deadline { expire(exchange) }
            if case .open = phase, exchanges.isEmpty { sweepReading(now) }
        }
    }

    private func expire(_ exchange: Exchange) {
        exchange.task?.cancel()
        finish(
            exchange,
            core.responder.errorResponse(HTTPError.timeout, accept: exchange.accept, context: exchange.context))
    }

    private func sweepReading(_ now: MonotonicTime) {
        let limits = core.limits
        if let bodySince {
            if now > bodySince.advanced(by: limits.bodyTimeout) { refuseForTime("body") }
        } else if let headSince {
            if now > headSince.advanced(by: limits.headTimeout) { refuseForTime("head") }
        } else if now > idleSince.advanced(by: limits.idleTimeout) {
            channel?.close(promise: nil)
        }
    }

    private func refuseForTime(_ part: String) {
        refuse(HTTPError(.requestTimeout, "The request's \(part) took too long to come"))
        flush()
    }

    /// Closes now if nothing is under way, and otherwise with the next answer.
    func drain() {
        guard case .open = phase, exchanges.isEmpty, waiting == nil, headSince == nil, bodySince == nil else { return }
        close()
    }

    /// Cuts the connection, and says which routes were still running.
    func cut() -> [String] {
        let running = exchanges.filter { !$0.isAnswered }.map { "\($0.method) \($0.route)" }
        channel?.close(promise: nil)
        return running
    }
}
