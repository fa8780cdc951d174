import HTTPKernel
import NIOCore

/// Reads the requests of one connection, one after another, by RFC 9112 and without leniency: whatever another parser
/// on the way might read differently (bare line feeds, folded lines, two lengths) is refused.
struct RequestParser {
    private let limits: HTTPLimits
    private var scanner = HeadScanner()
    private var state = State.head
    private var chunks = ChunkedBodyReader()

    private enum State {
        case head
        case body(RequestHead)
    }

    init(limits: HTTPLimits) { self.limits = limits }

    /// The fields of the request that is being read, or was refused, as far as they are known.
    private(set) var fields = HeaderFields()

    /// The head whose body is being read.
    var headBeforeBody: RequestHead? {
        guard case .body(let head) = state else { return nil }
        return head
    }

    /// The next request in `buffer`; `nil` while it is not all there. Throws ``HTTPError`` for what is no request,
    /// after which the connection cannot be read any further.
    mutating func next(_ buffer: inout ByteBuffer) throws -> ParsedRequest? {
        if case .head = state {
            guard let head = try readHead(&buffer) else { return nil }
            state = .body(head)
        }
        guard case .body(let head) = state, let body = try readBody(head.framing, &buffer) else { return nil }
        state = .head
        fields = HeaderFields()
        return ParsedRequest(head: head, body: body)
    }

    private mutating func readHead(_ buffer: inout ByteBuffer) throws -> RequestHead? {
        if scanner.isAtStart { Self.skipBlankLine(&buffer) }
        let limits = limits
        let length = try buffer.withUnsafeReadableBytes { bytes in try scanner.endOfHead(in: bytes, limits: limits) }
        guard let length, let bytes = buffer.readBytes(length: length) else { return nil }
        defer { scanner.reset() }
        var reader = HeadReader(bytes: bytes, lineEnds: scanner.lineEnds)
        defer { fields = reader.headerFields }
        let head = try reader.read()
        if case .length(let length) = head.framing, length > limits.bodyBytes {
            throw HTTPError.payloadTooLarge(limits.bodyBytes)
        }
        return head
    }

    private mutating func readBody(_ framing: BodyFraming, _ buffer: inout ByteBuffer) throws -> [UInt8]? {
        switch framing {
        case .none: []
        case .length(let length): buffer.readBytes(length: length)
        case .chunked: try chunks.read(&buffer, limits: limits)
        }
    }

    /// Some old clients send an empty line after a body (RFC 9112, section 2.2).
    private static func skipBlankLine(_ buffer: inout ByteBuffer) {
        if buffer.readableBytes >= 2, buffer.getInteger(at: buffer.readerIndex, as: UInt16.self) == 0x0D0A {
            buffer.moveReaderIndex(forwardBy: 2)
        }
    }
}
