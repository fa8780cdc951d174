import Foundation
import Synchronization

/// A run of the binary under test.
final class ProcessHandle: Sendable {
    private let process = Process()
    private let ended = Mutex<(code: Int32?, waiting: [CheckedContinuation<Int32, Never>])>((nil, []))

    /// Where the binary is: built by the same `swift build` as the tests.
    static var binary: String {
        ProcessInfo.processInfo.environment["STOA_BINARY"]
            ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path() + "stoa"
    }

    init(
        arguments: [String], environment: [String: String], input: String = "",
        output: @escaping @Sendable (Data) -> Void
    ) throws {
        process.executableURL = URL(filePath: Self.binary)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"].merging(environment) { $1 }
        process.currentDirectoryURL = URL(filePath: NSTemporaryDirectory())
        let pipe = Pipe()
        let inputPipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = inputPipe
        try process.run()
        try inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try inputPipe.fileHandleForWriting.close()
        Thread.detachNewThread { [self] in
            // What is there, as soon as it is there: read(upToCount:) would wait for all that was asked for.
            while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty { output(data) }
            process.waitUntilExit()
            let waiting = ended.withLock { state in
                state.code = process.terminationStatus
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume(returning: process.terminationStatus) }
        }
    }

    func terminate() { Foundation.kill(process.processIdentifier, SIGTERM) }
    func hangUp() { Foundation.kill(process.processIdentifier, SIGHUP) }
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    func exitCode() async -> Int32 {
        await withCheckedContinuation { continuation in
            let code = ended.withLock { state in
                if state.code == nil { state.waiting.append(continuation) }
                return state.code
            }
            if let code { continuation.resume(returning: code) }
        }
    }
}

/// The lines that a process has printed, and who waits for one.
final class LogLines: Sendable {
    private let state = Mutex(State())

    private struct State {
        var data = Data()
        var waiting: [(predicate: @Sendable (String) -> Bool, continuation: CheckedContinuation<String, any Error>)] =
            []
    }

    var all: String { state.withLock { String(decoding: $0.data, as: UTF8.self) } }

    func append(_ data: Data) {
        let found = state.withLock { state in
            state.data.append(data)
            let lines = Self.lines(in: state.data)
            var found: [(CheckedContinuation<String, any Error>, String)] = []
            state.waiting.removeAll { waiter in
                guard let line = lines.first(where: waiter.predicate) else { return false }
                found.append((waiter.continuation, line))
                return true
            }
            return found
        }
        for (continuation, line) in found { continuation.resume(returning: line) }
    }

    /// The first line that fits, now or within 30 s.
    func first(where predicate: @escaping @Sendable (String) -> Bool) async throws -> String {
        let deadline = Task {
            try await Task.sleep(for: .seconds(30))
            self.giveUp()
        }
        defer { deadline.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            let line = state.withLock { state -> String? in
                if let line = Self.lines(in: state.data).first(where: predicate) { return line }
                state.waiting.append((predicate, continuation))
                return nil
            }
            if let line { continuation.resume(returning: line) }
        }
    }

    private func giveUp() {
        let (waiting, log) = state.withLock { state in
            defer { state.waiting = [] }
            return (state.waiting, String(decoding: state.data, as: UTF8.self))
        }
        for waiter in waiting { waiter.continuation.resume(throwing: StoaProcessError(log: log)) }
    }

    private static func lines(in data: Data) -> [String] {
        String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
