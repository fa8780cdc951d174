import Foundation

/// One connection through a ``FaultProxy``: two sockets, and a thread for each direction.
final class FaultLink: Hashable, @unchecked Sendable {
    // @unchecked: the variables are touched only inside `proxy.synchronized` or by `admit`, under the proxy's lock.
    private let client: LoopbackSocket
    private let server: LoopbackSocket
    private let proxy: FaultProxy
    /// What the client said that it is for; `nil` until it did.
    private(set) var role: String?
    private(set) var isStalled = false
    private(set) var isEnded = false
    private var running = 2

    init(client: LoopbackSocket, server: LoopbackSocket, proxy: FaultProxy) {
        self.client = client
        self.server = server
        self.proxy = proxy
    }

    func start() {
        Thread.detachNewThread { [self] in pass(.toServer, from: client, to: server) }
        Thread.detachNewThread { [self] in pass(.toClient, from: server, to: client) }
    }

    /// Breaks the connection.
    func suffer(_ fault: FaultProxy.Fault) {
        proxy.synchronized {
            guard !isEnded else { return }
            if fault == .stall { return isStalled = true }
            isEnded = true
            for socket in [client, server] {
                if fault == .reset { socket.lingerNot() }
                socket.shutDown(silently: fault == .reset)
            }
        }
    }

    private func pass(_ direction: FaultProxy.Direction, from source: LoopbackSocket, to sink: LoopbackSocket) {
        withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { buffer in
            while true {
                let count = source.read(into: buffer)
                guard count > 0 else { break }
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                if direction == .toServer { learnRole(from: bytes) }
                guard forward(bytes, direction, to: sink) else { break }
            }
        }
        suffer(.cut)
        finish()
    }

    private func forward(
        _ bytes: UnsafeRawBufferPointer, _ direction: FaultProxy.Direction, to sink: LoopbackSocket
    ) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            guard let (count, fault) = proxy.admit(rest.count, direction, on: self) else { return false }
            let latency = proxy.latency
            if latency > 0 { Thread.sleep(forTimeInterval: latency) }
            guard sink.write(UnsafeRawBufferPointer(rebasing: rest[..<count])) else { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            if let fault { suffer(fault) }
        }
        return true
    }

    /// The first packet holds names and values, each ended by a zero: `application_name`, `stoa-read`.
    private func learnRole(from bytes: UnsafeRawBufferPointer) {
        guard role == nil else { return }
        let words = String(decoding: bytes, as: UTF8.self).split(separator: "\0")
        guard let index = words.firstIndex(of: "application_name"), index + 1 < words.endIndex else { return }
        let name = words[index + 1].split(separator: "-").last.map(String.init)
        proxy.synchronized { role = name }
    }

    /// The last of the two threads closes the sockets.
    private func finish() {
        var isLast = false
        proxy.synchronized {
            running -= 1
            isLast = running == 0
        }
        guard isLast else { return }
        client.close()
        server.close()
        proxy.ended(self)
    }

    static func == (a: FaultLink, b: FaultLink) -> Bool { a === b }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
