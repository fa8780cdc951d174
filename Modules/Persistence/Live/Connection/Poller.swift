#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import NIOCore
import Synchronization

/// One thread that watches the sockets of all connections and wakes the event loop that each belongs to.
///
/// The sockets are libpq's, so NIO may not read them. Every watch is one-shot: a socket is armed, reports once, and is
/// armed again by whoever has drained it.
final class Poller: Sendable {
    /// A socket and what is to happen when it is ready.
    final class Registration: @unchecked Sendable {
        // @unchecked: `onReady` is set before the socket is added, and read and cleared only on `loop`.
        let descriptor: Int32
        let loop: any EventLoop
        var onReady: (() -> Void)?

        init(descriptor: Int32, loop: any EventLoop) {
            self.descriptor = descriptor
            self.loop = loop
        }

        fileprivate func fire() { loop.execute { self.onReady?() } }
    }

    private let backend: PollerBackend
    private let registrations = Mutex<[Int32: Registration]>([:])
    private let isStopped = Atomic<Bool>(false)

    /// Starts the thread. Throws when the operating system has no more descriptors.
    init() throws {
        backend = try PollerBackend()
        let thread = ThreadStart { [self] in run() }
        try thread.start()
    }

    /// Begins to watch a socket, which is not armed yet.
    func add(_ registration: Registration) {
        registrations.withLock {
            $0[registration.descriptor] = registration
            backend.add(registration.descriptor)
        }
    }

    /// Reports once when there is something to read, or, where asked for, room to write.
    func arm(_ registration: Registration, forWriting: Bool) {
        backend.arm(registration.descriptor, forWriting: forWriting)
    }

    /// Must come before the socket is closed, because its number may be given out again at once.
    func remove(_ registration: Registration) {
        registrations.withLock { registrations in
            // libpq closes a broken socket by itself, and then its number may already be another connection's.
            guard registrations[registration.descriptor] === registration else { return }
            registrations[registration.descriptor] = nil
            backend.remove(registration.descriptor)
        }
    }

    /// Ends the thread.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        backend.wake()
    }

    private func run() {
        var ready: [Int32] = []
        while !isStopped.load(ordering: .acquiring) {
            ready.removeAll(keepingCapacity: true)
            backend.wait(into: &ready)
            for descriptor in ready {
                registrations.withLock { $0[descriptor] }?.fire()
            }
        }
        backend.close()
    }
}

/// Runs a closure on a thread of its own.
private final class ThreadStart {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func start() throws {
        #if canImport(Darwin)
            var thread: pthread_t?
        #else
            var thread = pthread_t()
        #endif
        let argument = Unmanaged.passRetained(self).toOpaque()
        let status = pthread_create(&thread, nil, runThread, argument)
        guard status == 0 else {
            Unmanaged<ThreadStart>.fromOpaque(argument).release()
            throw IOError(errnoCode: status, reason: "pthread_create")
        }
        #if canImport(Darwin)
            if let thread { pthread_detach(thread) }
        #else
            pthread_detach(thread)
        #endif
    }

    fileprivate func run() { body() }
}

#if canImport(Darwin)
    private func runThread(_ argument: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().run()
        return nil
    }
#else
    private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        if let argument { Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().run() }
        return nil
    }
#endif
