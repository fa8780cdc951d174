import HTTPKernel
import NIOCore

/// Joins the chunks of a body (RFC 9112, section 7.1). Extensions and trailers are read over.
struct ChunkedBodyReader {
    private var body: [UInt8] = []
    private var state = State.size
    private var trailerBytes = 0
    private var trailerCount = 0

    private enum State {
        case size
        case data(Int)
        case trailers
    }

    /// The longest line with a chunk's size and its extensions.
    private static let longestSizeLine = 256

    /// The whole body, once its last chunk and the trailers are there.
    mutating func read(_ buffer: inout ByteBuffer, limits: HTTPLimits) throws -> [UInt8]? {
        while true {
            switch state {
            case .size:
                guard let line = try Self.sizeLine(&buffer) else { return nil }
                let size = try Self.size(line)
                guard size <= limits.bodyBytes - body.count else { throw HTTPError.payloadTooLarge(limits.bodyBytes) }
                state = size == 0 ? .trailers : .data(size)
            case .data(let size):
                guard buffer.readableBytes >= size + 2, let data = buffer.readBytes(length: size) else { return nil }
                guard buffer.readInteger(as: UInt16.self) == 0x0D0A else {
                    throw HTTPError.badRequest("A chunk does not end where it says")
                }
                body.append(contentsOf: data)
                state = .size
            case .trailers:
                guard let line = try trailer(&buffer, limits: limits) else { return nil }
                guard line.isEmpty else { continue }
                defer { self = ChunkedBodyReader() }
                return body
            }
        }
    }

    private mutating func trailer(_ buffer: inout ByteBuffer, limits: HTTPLimits) throws -> [UInt8]? {
        let line: [UInt8]?
        do {
            line = try Self.line(&buffer, atMost: limits.headerBytes - trailerBytes)
        } catch is LineTooLong {
            throw HTTPError(.headersTooLarge, "The trailers may hold at most \(limits.headerBytes) bytes")
        }
        guard let line else { return nil }
        trailerBytes += line.count + 2
        trailerCount += 1
        guard trailerCount <= limits.headerCount else {
            throw HTTPError(.headersTooLarge, "There may be at most \(limits.headerCount) trailers")
        }
        return line
    }

    private struct LineTooLong: Error {}

    private static func sizeLine(_ buffer: inout ByteBuffer) throws -> [UInt8]? {
        do {
            return try line(&buffer, atMost: longestSizeLine)
        } catch is LineTooLong {
            throw HTTPError.badRequest("A chunk has extensions that are too long")
        }
    }

    /// The next line without its CRLF; `nil` while its end is not there.
    private static func line(_ buffer: inout ByteBuffer, atMost limit: Int) throws -> [UInt8]? {
        let view = buffer.readableBytesView
        guard let feed = view.prefix(max(0, limit)).firstIndex(of: 0x0A) else {
            if view.count >= limit { throw LineTooLong() }
            return nil
        }
        guard feed > view.startIndex, view[feed - 1] == 0x0D, !view[..<(feed - 1)].contains(0x0D) else {
            throw HTTPError.badRequest("A line of the body ends without a carriage return")
        }
        let line = Array(view[..<(feed - 1)])
        buffer.moveReaderIndex(to: feed + 1)
        return line
    }

    private static func size(_ line: [UInt8]) throws -> Int {
        let digits = line.prefix { $0.hexadecimalDigit != nil }
        let rest = line.dropFirst(digits.count).drop(while: \.isBlank)
        guard !digits.isEmpty, digits.count <= 15, rest.isEmpty || rest.first == UInt8(ascii: ";"),
            rest.allSatisfy(\.isFieldCharacter)
        else { throw HTTPError.badRequest("A chunk has a size that is no number") }
        return digits.reduce(0) { $0 << 4 | Int($1.hexadecimalDigit ?? 0) }
    }
}
