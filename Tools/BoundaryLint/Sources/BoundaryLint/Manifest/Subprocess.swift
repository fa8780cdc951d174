import Foundation

/// Runs one program to its end.
enum Subprocess {
    struct Answer {
        var status: Int32
        var output: Data
        var errors: String
    }

    /// Where a program lies that the PATH offers.
    static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs `program`. Its output goes through files in `scratch`, so that neither stream can fill a pipe and stall.
    static func run(_ program: String, _ arguments: [String], scratch: String) throws -> Answer {
        let name = "\(scratch)/run-\(UUID().uuidString)"
        let (output, errors) = (URL(fileURLWithPath: name + ".out"), URL(fileURLWithPath: name + ".err"))
        defer {
            try? FileManager.default.removeItem(at: output)
            try? FileManager.default.removeItem(at: errors)
        }
        try Data().write(to: output)
        try Data().write(to: errors)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Answer(
            status: process.terminationStatus, output: try Data(contentsOf: output),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
