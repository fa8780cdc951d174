import HTTPKernel
import NIOCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Finds the end of a request's head, however many pieces it comes in, and looks at each byte once.
struct HeadScanner {
    /// Where each line of the head ends, its CRLF included.
    private(set) var lineEnds: [Int] = []
    private var scanned = 0

    /// Whether no line has been seen.
    var isAtStart: Bool { scanned == 0 }

    mutating func reset() {
        lineEnds.removeAll(keepingCapacity: true)
        scanned = 0
    }

    /// The length of the head with its empty line; `nil` while that is not there. `bytes` begin where the head does.
    mutating func endOfHead(in bytes: UnsafeRawBufferPointer, limits: HTTPLimits) throws -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        while scanned < bytes.count, let found = memchr(base + scanned, 0x0A, bytes.count - scanned) {
            let feed = UnsafeRawPointer(found) - base
            let start = lineEnds.last ?? 0
            guard feed > start, bytes[feed - 1] == 0x0D else {
                throw HTTPError.badRequest("A line of the request ends without a carriage return")
            }
            scanned = feed + 1
            if feed - 1 == start {
                guard !lineEnds.isEmpty else { throw HTTPError.badRequest("The request line is empty") }
                return scanned
            }
            lineEnds.append(scanned)
            try check(limits, upTo: scanned)
        }
        scanned = bytes.count
        try check(limits, upTo: scanned)
        return nil
    }

    private func check(_ limits: HTTPLimits, upTo end: Int) throws {
        if (lineEnds.first ?? end) > limits.requestLine {
            throw HTTPError(.uriTooLong, "The request line may hold at most \(limits.requestLine) bytes")
        }
        if lineEnds.count - 1 > limits.headerCount {
            throw HTTPError(.headersTooLarge, "There may be at most \(limits.headerCount) header fields")
        }
        if let first = lineEnds.first, end - first > limits.headerBytes {
            throw HTTPError(.headersTooLarge, "The header fields may hold at most \(limits.headerBytes) bytes")
        }
    }
}
