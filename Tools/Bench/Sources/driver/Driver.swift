import Foundation
import HTTPKernelLive
import Logging
import NIOPosix
import Persistence
import PersistenceLive
import SharedKernel
import Synchronization

/// CPU of this process per read through the driver, by how many reads are under way: one indexed row, decoded.
///
///     DATABASE_URL=… swift run -c release --package-path Tools/Bench driver [SECONDS]
@main
struct Driver {
    static func main() async throws {
        guard let url = ProcessInfo.processInfo.environment["DATABASE_URL"] else {
            print("driver: DATABASE_URL is missing; `Tools/cluster url DIR primary` prints one")
            exit(64)
        }
        let seconds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 3
        let executors = EventLoopExecutors(loops: 1)
        let postgres = try PostgresDatabase(
            configuration: DatabaseConfiguration(primary: url), group: executors.group, logger: Logger(label: "bench"))
        postgres.start()
        guard await postgres.waitUntilReady(within: .seconds(10)) else {
            print("driver: the database cannot be reached")
            exit(69)
        }
        print("under way   reads/s   client µs/read")
        for width in [1, 16, 64, 256] {
            let (count, cpu) = try await measure(
                postgres.database, on: executors.executor(of: executors.group.next()), width: width, seconds: seconds)
            let line = [String(width), String(count / seconds), String(format: "%.1f", cpu / Double(count) * 1e6)]
            print(zip(line, [9, 10, 17]).map { String(repeating: " ", count: max(0, $1 - $0.count)) + $0 }.joined())
        }
        try await postgres.stop()
    }

    /// How many reads were done in that time, and the CPU seconds that they took.
    private static func measure(
        _ database: Database, on executor: any TaskExecutor, width: Int, seconds: Int
    ) async throws -> (reads: Int, cpu: Double) {
        let reads = Counter()
        let end = MonotonicTime.now.advanced(by: .seconds(seconds))
        let before = processorTime()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<width {
                group.addTask(executorPreference: executor) {
                    while MonotonicTime.now < end {
                        _ = try await database.readFirst(
                            "SELECT oid, relname, reltuples::float8 FROM pg_class WHERE oid = \(1247 + Int64(number % 8))"
                        ) { row in (try row.next(OID.self).value, try row.next(String.self), try row.next(Double.self))
                        }
                        reads.value.add(1, ordering: .relaxed)
                    }
                }
            }
            try await group.waitForAll()
        }
        return (reads.value.load(ordering: .relaxed), processorTime() - before)
    }

    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// Counts from any task.
private final class Counter: Sendable {
    let value = Atomic<Int>(0)
}

/// PostgreSQL's object id.
private struct OID: SQLDecodable {
    let value: UInt32

    static func accepts(_ type: SQLType) -> Bool { type == .oid }
    init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 4 else { return nil }
        value = UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
    }
}
