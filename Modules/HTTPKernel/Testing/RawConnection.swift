#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import Dispatch

/// A TCP connection to a server on this machine that sends exactly the bytes it is told to.
///
/// Every read has a deadline. The blocking calls run on queues of the connection's own, never on a caller's thread.
public final class RawConnection: Sendable {
    private let descriptor: Int32
    private let sending = DispatchQueue(label: "raw-connection.sending")
    private let receiving = DispatchQueue(label: "raw-connection.receiving")

    /// What went wrong on the way.
    public enum Failure: Error {
        case cannotConnect(errno: Int32)
        case cannotSend(errno: Int32)
        /// Nothing came in time; what had come before.
        case deadline(received: String)
        /// The server closed the connection before a whole answer; what had come before.
        case closed(received: String)
        case malformed(String)
    }

    /// Connects to 127.0.0.1.
    public init(port: Int) throws {
        #if canImport(Darwin)
            descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let error = errno
            close(descriptor)
            throw Failure.cannotConnect(errno: error)
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Sends all of `text`.
    public func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends all of `bytes`.
    public func send(_ bytes: [UInt8]) async throws {
        try await on(sending) { descriptor in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Self.systemSend(descriptor, $0) }
                guard count > 0 else { throw Failure.cannotSend(errno: errno) }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Says that nothing more will be sent; answers can still be read.
    public func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next bytes; empty at the end. Throws ``Failure/deadline(received:)`` when none come in time.
    public func receive(within deadline: Duration = .seconds(5)) async throws -> [UInt8] {
        let (seconds, attoseconds) = deadline.components
        let milliseconds = Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
        return try await on(receiving) { descriptor in
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, milliseconds) > 0 else { throw Failure.deadline(received: "") }
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            return count > 0 ? Array(buffer.prefix(count)) : []
        }
    }

    /// Everything until the server closes the connection.
    public func receiveAll(within deadline: Duration = .seconds(5)) async throws -> String {
        var all: [UInt8] = []
        while true {
            do {
                let bytes = try await receive(within: deadline)
                if bytes.isEmpty { return String(decoding: all, as: UTF8.self) }
                all += bytes
            } catch Failure.deadline {
                throw Failure.deadline(received: String(decoding: all, as: UTF8.self))
            }
        }
    }

    private func on<T: Sendable>(
        _ queue: DispatchQueue, _ body: @escaping @Sendable (Int32) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in continuation.resume(with: Result { try body(descriptor) }) }
        }
    }

    private static func systemSend(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
            Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
        #else
            // Without MSG_NOSIGNAL a closed connection would end the process.
            Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        #endif
    }
}
