/// Reads the answers that come over one connection, one after another.
public actor ResponseReader {
    /// Where they come from.
    public nonisolated let connection: RawConnection
    private var buffer: [UInt8] = []

    /// Reads from `connection`.
    public init(_ connection: RawConnection) { self.connection = connection }

    /// The next answer.
    /// - Parameter isHead: whether it answers HEAD, and so has no body.
    public func next(isHead: Bool = false, within deadline: Duration = .seconds(5)) async throws -> TestResult {
        while true {
            let lines = try await head(within: deadline)
            let words = lines[0].split(separator: " ", maxSplits: 2)
            guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
                throw RawConnection.Failure.malformed(lines[0])
            }
            // 100 Continue comes before the answer.
            if status == 100 { continue }
            let headers = try lines.dropFirst().map(Self.field)
            let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
            let hasBody = !isHead && status != 204 && status != 304
            return TestResult(
                status: status, headers: headers, body: try await take(hasBody ? length : 0, within: deadline))
        }
    }

    /// The next line, for what comes before an answer.
    public func head(within deadline: Duration = .seconds(5)) async throws -> [String] {
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
                let text = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
                buffer.removeSubrange(..<end.upperBound)
                return text.split(separator: "\r\n").map(String.init)
            }
            try await fill(within: deadline)
        }
    }

    private func take(_ count: Int, within deadline: Duration) async throws -> [UInt8] {
        while buffer.count < count { try await fill(within: deadline) }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    private func fill(within deadline: Duration) async throws {
        let bytes = try await connection.receive(within: deadline)
        guard !bytes.isEmpty else {
            throw RawConnection.Failure.closed(received: String(decoding: buffer, as: UTF8.self))
        }
        buffer += bytes
    }

    private static func field(_ line: String) throws -> (name: String, value: String) {
        guard let colon = line.firstIndex(of: ":") else { throw RawConnection.Failure.malformed(line) }
        return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
    }
}
