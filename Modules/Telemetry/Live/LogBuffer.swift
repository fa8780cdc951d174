#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import Dispatch
import Synchronization

/// Takes finished lines from any thread and writes them from one of its own, so that nobody who logs waits for a disk
/// or a pipe. What does not fit is dropped, counted, and told in a line.
final class LogBuffer: Sendable {
    private struct State {
        var lines: [UInt8] = []
        var dropped = 0
        /// Whether what was written last is the beginning of a line whose end was dropped.
        var isTorn = false
        var isAwake = false
        var isEnding = false
    }

    private let state = Mutex(State())
    /// Held while bytes go out, so that a flush and the writer do not mix their lines.
    private let output = Mutex(())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let descriptor: Int32
    private let capacity: Int
    /// How much is written at once: to a pipe or a socket no more than one that is ready takes without blocking (POSIX,
    /// PIPE_BUF), so that a reader who stops reading stops nobody.
    private let chunk: Int
    /// The line that tells of that many dropped lines.
    private let dropReport: @Sendable (Int) -> [UInt8]

    /// How long the writer waits for more lines once it is awake, so that it writes many at once.
    private static let batchMicroseconds: UInt32 = 5000
    /// How long it waits for a reader that does not read.
    private static let patienceMilliseconds: Int32 = 2000

    /// A buffer of `capacity` bytes before `descriptor`.
    init(descriptor: Int32, capacity: Int, dropReport: @escaping @Sendable (Int) -> [UInt8]) {
        self.descriptor = descriptor
        self.capacity = capacity
        self.dropReport = dropReport
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        chunk = isFile ? Int.max : 4096
    }

    /// Starts the writer. Without it lines go out at a flush.
    func start() { Thread.start { self.write() } }

    /// Adds a line, its line feed included.
    func append(_ line: [UInt8]) {
        let mustWake = state.withLock { state in
            guard state.lines.count + line.count <= capacity else {
                state.dropped += 1
                return false
            }
            state.lines.append(contentsOf: line)
            defer { state.isAwake = true }
            return !state.isAwake
        }
        if mustWake { wakeUp.signal() }
    }

    /// Writes all that was added before. Waits at most 2 seconds for a reader that does not read.
    func flush() {
        output.withLock { _ in
            let batch = take()
            // A line whose end was dropped is ended first, so that the next one stands alone.
            var bytes = batch.isTorn && !batch.isEmpty ? [UInt8(ascii: "\n")] + batch.lines : batch.lines
            if batch.dropped > 0 { bytes.append(contentsOf: dropReport(batch.dropped)) }
            let sent = send(bytes)
            if sent < bytes.count { giveUp(batch, bytes, sent: sent) }
        }
    }

    /// Flushes, and ends the writer.
    func end() {
        state.withLock { $0.isEnding = true }
        flush()
        wakeUp.signal()
    }

    private func write() {
        while !state.withLock({ $0.isEnding }) {
            wakeUp.wait()
            repeat {
                usleep(Self.batchMicroseconds)
                flush()
            } while !fallAsleep()
        }
    }

    /// Whether nothing was added meanwhile; the next line wakes the writer then.
    private func fallAsleep() -> Bool {
        state.withLock { state in
            if state.lines.isEmpty { state.isAwake = false }
            return state.lines.isEmpty
        }
    }

    /// What is to be written now.
    private struct Batch {
        let lines: [UInt8]
        let dropped: Int
        let isTorn: Bool

        var isEmpty: Bool { lines.isEmpty && dropped == 0 }
    }

    private func take() -> Batch {
        state.withLock { state in
            let batch = Batch(lines: state.lines, dropped: state.dropped, isTorn: state.isTorn)
            guard !batch.isEmpty else { return batch }
            state.lines = []
            state.lines.reserveCapacity(16 * 1024)
            state.dropped = 0
            state.isTorn = false
            return batch
        }
    }

    /// Writes `bytes`, or as many of them as the reader takes; how many.
    private func send(_ bytes: [UInt8]) -> Int {
        var sent = 0
        while sent < bytes.count {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, Self.patienceMilliseconds) > 0 else { break }
            let count = bytes.withUnsafeBytes {
                systemWrite(descriptor, $0.baseAddress.map { $0 + sent }, min($0.count - sent, chunk))
            }
            if count > 0 {
                sent += count
            } else if errno != EINTR && errno != EAGAIN {
                break
            }
        }
        return sent
    }

    /// Counts the lines of a batch that were not written whole, for the next report.
    private func giveUp(_ batch: Batch, _ bytes: [UInt8], sent: Int) {
        var lost = bytes[sent...].count { $0 == UInt8(ascii: "\n") }
        // The line feed that was to end a torn line is none, and neither is the report: its number counts again.
        if batch.isTorn && sent == 0 { lost -= 1 }
        if batch.dropped > 0 { lost += batch.dropped - 1 }
        let isTorn = sent == 0 ? batch.isTorn : bytes[sent - 1] != UInt8(ascii: "\n")
        state.withLock { state in
            state.dropped += lost
            state.isTorn = isTorn
        }
    }
}

#if canImport(Darwin)
    private let systemWrite = Darwin.write
#else
    private let systemWrite = Glibc.write
#endif
