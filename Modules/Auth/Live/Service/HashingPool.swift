import Auth
import NIOPosix
import Synchronization

/// A few threads for work that would hold up an event loop, and a bounded queue before them.
final class HashingPool: Sendable {
    private let threads: NIOThreadPool
    private let limit: Int
    private let admitted = Mutex(0)

    /// Threads that run from now until ``stop()``.
    /// - Parameter waiting: how many pieces of work may wait while all threads are busy.
    init(threads count: Int, waiting: Int) {
        threads = NIOThreadPool(numberOfThreads: count)
        limit = count + waiting
        threads.start()
    }

    /// Runs `work` on one of the threads. Throws ``AuthError/busy`` at once when the queue is full.
    func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        let isAdmitted = admitted.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isAdmitted else { throw AuthError.busy }
        defer { admitted.withLock { $0 -= 1 } }
        return try await threads.runIfActive(work)
    }

    /// Ends the threads once the work that they are doing is done.
    func stop() async throws { try await threads.shutdownGracefully() }
}
