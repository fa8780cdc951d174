#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A thread of its own for what may block.
enum Thread {
    private final class Box {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread until it returns.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let box = Unmanaged.passRetained(Box(body)).toOpaque()
        #if canImport(Darwin)
            var thread: pthread_t?
            let status = pthread_create(&thread, nil, { pointer in Thread.run(pointer) }, box)
        #else
            var thread = pthread_t()
            let status = pthread_create(&thread, nil, { pointer in pointer.flatMap { Thread.run($0) } }, box)
        #endif
        precondition(status == 0, "the system gives no thread")
    }

    private static func run(_ pointer: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
    }
}
