import NIOCore

#if canImport(Darwin)
    import Darwin

    /// The operating system's side of the poller: kqueue.
    struct PollerBackend: Sendable {
        private let queue: Int32
        private static let wakeIdentifier: UInt = 1

        init() throws {
            queue = kqueue()
            guard queue >= 0 else { throw IOError(errnoCode: errno, reason: "kqueue") }
            var wake = kevent(
                ident: Self.wakeIdentifier, filter: Int16(EVFILT_USER), flags: UInt16(EV_ADD | EV_CLEAR), fflags: 0,
                data: 0, udata: nil)
            _ = Darwin.kevent(queue, &wake, 1, nil, 0, nil)
        }

        func add(_ descriptor: Int32) {}

        func arm(_ descriptor: Int32, forWriting: Bool) {
            change(descriptor, filter: EVFILT_READ, flags: EV_ADD | EV_ONESHOT)
            if forWriting { change(descriptor, filter: EVFILT_WRITE, flags: EV_ADD | EV_ONESHOT) }
        }

        func remove(_ descriptor: Int32) {
            change(descriptor, filter: EVFILT_READ, flags: EV_DELETE)
            change(descriptor, filter: EVFILT_WRITE, flags: EV_DELETE)
        }

        func wake() {
            var wake = kevent(
                ident: Self.wakeIdentifier, filter: Int16(EVFILT_USER), flags: 0, fflags: UInt32(NOTE_TRIGGER),
                data: 0, udata: nil)
            _ = Darwin.kevent(queue, &wake, 1, nil, 0, nil)
        }

        func wait(into ready: inout [Int32]) {
            withUnsafeTemporaryAllocation(of: kevent.self, capacity: 64) { events in
                let count = Darwin.kevent(queue, nil, 0, events.baseAddress, 64, nil)
                for index in 0..<max(0, Int(count)) where events[index].filter != Int16(EVFILT_USER) {
                    ready.append(Int32(events[index].ident))
                }
            }
        }

        func close() { _ = Darwin.close(queue) }

        private func change(_ descriptor: Int32, filter: Int32, flags: Int32) {
            var event = kevent(
                ident: UInt(descriptor), filter: Int16(filter), flags: UInt16(flags), fflags: 0, data: 0, udata: nil)
            _ = Darwin.kevent(queue, &event, 1, nil, 0, nil)
        }
    }
#else
    import CEpoll
    import Glibc

    /// The operating system's side of the poller: epoll with EPOLLONESHOT.
    struct PollerBackend: Sendable {
        private let queue: Int32
        private let wakeDescriptor: Int32
        /// From `<sys/epoll.h>`; the importer leaves the flags out because they are macros of an enum.
        private static let input: UInt32 = 0x001
        private static let output: UInt32 = 0x004
        private static let oneShot: UInt32 = 1 << 30

        init() throws {
            queue = epoll_create1(Int32(EPOLL_CLOEXEC))
            wakeDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
            guard queue >= 0, wakeDescriptor >= 0 else { throw IOError(errnoCode: errno, reason: "epoll") }
            change(EPOLL_CTL_ADD, wakeDescriptor, Self.input)
        }

        func add(_ descriptor: Int32) { change(EPOLL_CTL_ADD, descriptor, 0) }

        func arm(_ descriptor: Int32, forWriting: Bool) {
            change(EPOLL_CTL_MOD, descriptor, Self.input | Self.oneShot | (forWriting ? Self.output : 0))
        }

        func remove(_ descriptor: Int32) { change(EPOLL_CTL_DEL, descriptor, 0) }

        func wake() {
            var one: UInt64 = 1
            _ = write(wakeDescriptor, &one, 8)
        }

        func wait(into ready: inout [Int32]) {
            withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
                let count = epoll_wait(queue, events.baseAddress, 64, -1)
                for index in 0..<max(0, Int(count)) where events[index].data.fd != wakeDescriptor {
                    ready.append(events[index].data.fd)
                }
            }
        }

        func close() {
            _ = Glibc.close(queue)
            _ = Glibc.close(wakeDescriptor)
        }

        private func change(_ operation: Int32, _ descriptor: Int32, _ events: UInt32) {
            var event = epoll_event(events: events, data: epoll_data_t(fd: descriptor))
            _ = epoll_ctl(queue, operation, descriptor, &event)
        }
    }
#endif
