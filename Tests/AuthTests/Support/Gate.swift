import Foundation

/// Holds a thread of a pool until it is opened, or for 5 s at most, so that a test that is wrong fails and does not hang.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let stream: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init() { (stream, signal) = AsyncStream<Void>.makeStream() }

    /// Blocks its thread until ``open()``.
    func wait() {
        signal.finish()
        _ = semaphore.wait(timeout: .now() + 5)
    }

    /// Returns once a thread is held.
    func entered() async { for await _ in stream {} }

    /// Lets the thread go on.
    func open() { semaphore.signal() }
}
