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
        var isAwake = false
        var isEnding = false
    }

    private let state = Mutex(State())
    /// Held while bytes go out, so that a flush and the writer do not mix their lines.
    private let output = Mutex(())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let descriptor: Int32
    private let capacity: Int
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
            let (lines, dropped) = take()
            if !lines.isEmpty { send(lines) }
            if dropped > 0 { send(dropReport(dropped)) }
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

    private func take() -> (lines: [UInt8], dropped: Int) {
        state.withLock { state in
            defer {
                state.lines = []
                state.lines.reserveCapacity(16 * 1024)
                state.dropped = 0
            }
            return (state.lines, state.dropped)
        }
    }

    private func send(_ lines: [UInt8]) {
        var rest = lines[...]
        while !rest.isEmpty {
            var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            guard poll(&ready, 1, Self.patienceMilliseconds) > 0 else { return drop(rest) }
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR && errno != EAGAIN {
                return drop(rest)
            }
        }
    }

    private func drop(_ lines: ArraySlice<UInt8>) {
        let count = lines.count { $0 == UInt8(ascii: "\n") }
        state.withLock { $0.dropped += count }
    }
}

#if canImport(Darwin)
    private let systemWrite = Darwin.write
#else
    private let systemWrite = Glibc.write
#endif
