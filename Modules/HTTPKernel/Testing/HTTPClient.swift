import Synchronization

/// An HTTP client for tests, on real sockets. One request at a time a connection; idle connections are used again.
public final class HTTPClient: Sendable {
    private let port: Int
    private let idle = Mutex<[ResponseReader]>([])

    /// A client of the server on this machine's `port`.
    public init(port: Int) { self.port = port }

    /// Sends a request, and returns its answer. A body brings `Content-Type: application/json` unless `headers` say
    /// otherwise.
    public func send(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil
    ) async throws -> TestResult {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body {
            if !headers.contains(where: { $0.0.lowercased() == "content-type" }) {
                text += "Content-Type: application/json\r\n"
            }
            text += "Content-Length: \(body.utf8.count)\r\n"
        }
        return try await exchange(text + "\r\n" + (body ?? ""), isHead: method == "HEAD")
    }

    private func exchange(_ text: String, isHead: Bool) async throws -> TestResult {
        if let reader = idle.withLock({ $0.popLast() }) {
            do {
                return try await exchange(text, isHead: isHead, on: reader)
            } catch RawConnection.Failure.closed(let received) where received.isEmpty {
                // The server had closed it meanwhile, before it read the request; a new connection serves.
            } catch RawConnection.Failure.cannotSend {
                // The server had closed it meanwhile, before it read the request; a new connection serves.
            }
        }
        return try await exchange(text, isHead: isHead, on: ResponseReader(try RawConnection(port: port)))
    }

    private func exchange(_ text: String, isHead: Bool, on reader: ResponseReader) async throws -> TestResult {
        try await reader.connection.send(text)
        let result = try await reader.next(isHead: isHead, within: .seconds(30))
        if result.header("connection")?.lowercased() != "close" { idle.withLock { $0.append(reader) } }
        return result
    }
}
