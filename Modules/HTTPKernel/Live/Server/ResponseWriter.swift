import HTTPKernel
import NIOCore
import SharedKernel

/// Renders an answer into one buffer: head, headers and body.
enum ResponseWriter {
    /// - Parameter common: the headers of every answer.
    static func write(
        _ response: Response, for exchange: Exchange, closes: Bool, common: [UInt8], to buffer: inout ByteBuffer
    ) {
        buffer.writeStaticString("HTTP/1.1 ")
        writeInteger(response.status.code, to: &buffer)
        buffer.writeStaticString(" ")
        buffer.writeString(response.status.reason)
        buffer.writeStaticString("\r\n")
        buffer.writeBytes(common)
        buffer.writeStaticString("X-Correlation-ID: ")
        buffer.writeString(exchange.context.correlationID)
        buffer.writeStaticString("\r\n")
        writeHeaders(of: response, to: &buffer)
        if closes {
            buffer.writeStaticString("Connection: close\r\n")
        } else if exchange.isVersion10 {
            buffer.writeStaticString("Connection: keep-alive\r\n")
        }
        writeBody(of: response, isHead: exchange.isHead, to: &buffer)
    }

    private static func writeHeaders(of response: Response, to buffer: inout ByteBuffer) {
        var hasCacheControl = false
        for (name, value) in response.headers {
            // A line break in a value would let it pose as another header.
            guard !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) else { continue }
            hasCacheControl = hasCacheControl || name == "Cache-Control"
            buffer.writeString(name)
            buffer.writeStaticString(": ")
            buffer.writeString(value)
            buffer.writeStaticString("\r\n")
        }
        if !hasCacheControl { buffer.writeStaticString("Cache-Control: no-store\r\n") }
    }

    private static func writeBody(of response: Response, isHead: Bool, to buffer: inout ByteBuffer) {
        if let type = response.contentType {
            buffer.writeStaticString("Content-Type: ")
            buffer.writeString(type)
            buffer.writeStaticString("\r\n")
        }
        // RFC 9110, section 8.6: these two have no length.
        guard response.status != .noContent, response.status != .notModified else {
            buffer.writeStaticString("\r\n")
            return
        }
        buffer.writeStaticString("Content-Length: ")
        writeInteger(response.body.count, to: &buffer)
        buffer.writeStaticString("\r\n\r\n")
        if !isHead { buffer.writeBytes(response.body) }
    }

    private static func writeInteger(_ value: Int, to buffer: inout ByteBuffer) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            var rest = value
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            buffer.writeBytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digits)[start...]))
        }
    }
}
