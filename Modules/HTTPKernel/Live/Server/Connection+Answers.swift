import DequeModule
import HTTPKernel
import NIOCore
import SharedKernel

/// From answers to bytes, and the end of the connection.
extension Connection {
    /// Takes the answer of an exchange; one that was already answered, because it took too long, stays as it is.
    func finish(_ exchange: Exchange, _ response: Response) {
        guard channel != nil, !exchange.isAnswered else { return }
        exchange.task = nil
        if case .open = phase, core.isDraining, waiting == nil, exchanges.last === exchange {
            exchange.closes = true
            phase = .closing
        }
        var output = ByteBuffer()
        output.reserveCapacity(768 + response.body.count)
        ResponseWriter.write(
            response, for: exchange, closes: exchange.closes, common: loop.commonHeaders(), to: &output)
        let now = MonotonicTime.now
        core.accessLog?.record(
            AccessRecord(
                method: exchange.method, route: exchange.route, path: exchange.path, status: response.status.code,
                nanoseconds: now.nanoseconds(since: exchange.context.startedAt), bytes: output.readableBytes,
                context: exchange.context))
        exchange.output = output
        idleSince = now
        writeAnswers(at: now)
    }

    /// Writes every answer whose turn it is.
    private func writeAnswers(at now: MonotonicTime) {
        while let exchange = exchanges.first, let output = exchange.output {
            exchanges.removeFirst()
            write(output)
            if exchange.closes {
                linger(at: now)
                return
            }
        }
        guard !isProcessing else { return }
        flush()
        if waiting != nil || buffer.readableBytes > 0 || parser.headBeforeBody != nil {
            process(at: now)
            flush()
        }
        payRead()
        closeIfDone()
    }

    func write(_ bytes: ByteBuffer) {
        guard let channel else { return }
        hasUnflushed = true
        channel.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// Sends the end of the answers, and goes on reading for a while: closing with bytes unread would reset the
    /// connection, and the client could lose the last answer (RFC 9112, section 9.6).
    private func linger(at now: MonotonicTime) {
        guard let channel else { return }
        phase = .lingering(until: now.advanced(by: core.limits.idleTimeout))
        buffer = ByteBuffer()
        waiting = nil
        if inputEnded { return close() }
        flush()
        let sent = channel.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            // The client's time begins when it has the whole answer, however slowly it takes it.
            guard case .lingering = self.phase else { return }
            self.phase = .lingering(until: MonotonicTime.now.advanced(by: self.core.limits.lingerTimeout))
        }
        channel.close(mode: .output, promise: sent)
        owesRead = false
        channel.read()
    }

    /// Closes once the client has sent all it will send and has its answers.
    func closeIfDone() {
        guard inputEnded, exchanges.isEmpty, waiting == nil, !isProcessing else { return }
        close()
    }

    /// Closes once what was written is sent.
    func close() {
        guard let channel else { return }
        if case .open = phase { phase = .closing }
        let sent = channel.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in channel.close(promise: nil) }
        channel.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: sent)
    }
}
