#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A blocking TCP socket on 127.0.0.1.
struct LoopbackSocket: Sendable {
    let descriptor: Int32

    /// What the operating system refused.
    struct Failure: Error {
        let call: String
        let code: Int32
    }

    /// Listens on a port that the system chooses.
    static func listening() throws -> (socket: LoopbackSocket, port: UInt16) {
        let socket = try LoopbackSocket()
        var address = address(of: 0)
        try check("bind") { withSocketAddress(&address) { bind(socket.descriptor, $0, $1) } }
        try check("listen") { listen(socket.descriptor, 128) }
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try check("getsockname") {
            withSocketAddress(&address) { pointer, _ in getsockname(socket.descriptor, pointer, &length) }
        }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// Connects to `port`.
    static func connected(to port: UInt16) throws -> LoopbackSocket {
        let socket = try LoopbackSocket()
        var address = address(of: port)
        do {
            try check("connect") { withSocketAddress(&address) { connect(socket.descriptor, $0, $1) } }
        } catch {
            socket.close()
            throw error
        }
        return socket
    }

    /// The next client; `nil` when the system has no more of them to give.
    func acceptNext() -> LoopbackSocket? {
        let client = accept(descriptor, nil, nil)
        guard client >= 0 else { return nil }
        return LoopbackSocket(descriptor: client)
    }

    /// Reads what is there, at least a byte; 0 when nothing more will come.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
    }

    /// Writes all of it; false when the other side is gone.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = send(descriptor, rest.baseAddress, rest.count, Self.sendFlags)
            guard count > 0 else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }

    /// Wakes whoever reads or writes, and tells the other side unless it is to be reset.
    func shutDown(silently: Bool = false) {
        _ = shutdown(descriptor, silently ? Int32(SHUT_RD) : Int32(SHUT_RDWR))
    }

    /// Makes `close` answer the other side with a reset.
    func lingerNot() {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    func close() {
        #if canImport(Darwin)
            _ = Darwin.close(descriptor)
        #else
            _ = Glibc.close(descriptor)
        #endif
    }

    private init() throws {
        #if canImport(Darwin)
            self.init(descriptor: socket(AF_INET, SOCK_STREAM, 0))
        #else
            self.init(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        #endif
        guard descriptor >= 0 else { throw Failure(call: "socket", code: errno) }
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        // Fragments must leave one by one.
        _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
        #if canImport(Darwin)
            _ = setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, size)
        #endif
    }

    #if canImport(Darwin)
        private static let sendFlags: Int32 = 0
    #else
        private static let sendFlags = Int32(MSG_NOSIGNAL)
    #endif

    private static func address(of port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private static func withSocketAddress(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func check(_ call: String, _ body: () -> Int32) throws {
        guard body() == 0 else { throw Failure(call: call, code: errno) }
    }
}
