import Foundation

@testable import BoundaryLint

/// The built `boundary`, run as a user runs it.
enum BoundaryCommand {
    struct Answer {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Runs it with `folder` as the current one and `input` on its standard input.
    static func run(_ arguments: String..., input text: String = "", in folder: String) throws -> Answer {
        let process = Process()
        // The test bundle lies beside it.
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("boundary")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let (input, output, errors) = (Pipe(), Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // A short text, which a pipe holds even where nobody reads it.
        try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try? input.fileHandleForWriting.close()
        let answer = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Answer(status: process.terminationStatus, output: answer, errors: complaints)
    }
}

extension House {
    /// A `Package.swift` for the targets, without what comes from elsewhere.
    var packageSwift: String {
        let lines = targets.map { target in
            let dependencies = target.dependencies.map { "\"\($0.name)\"" }.joined(separator: ", ")
            let path = "path: \"\(target.path ?? "")\""
            switch target.type {
            case "system": return "    .systemLibrary(name: \"\(target.name)\", \(path)),"
            case "executable":
                return "    .executableTarget(name: \"\(target.name)\", dependencies: [\(dependencies)], \(path)),"
            case "test": return "    .testTarget(name: \"\(target.name)\", dependencies: [\(dependencies)], \(path)),"
            default: return "    .target(name: \"\(target.name)\", dependencies: [\(dependencies)], \(path)),"
            }
        }
        return """
            // swift-tools-version: 6.2
            import PackageDescription
            let package = Package(name: "house", targets: [
            \(lines.joined(separator: "\n"))
            ])
            """
    }

    /// Writes the house with its manifest and runs `body` in its folder.
    func build<Result>(_ body: (String) throws -> Result) throws -> Result {
        try TemporaryFolder.with(files.merging(["Package.swift": packageSwift]) { old, _ in old }, body)
    }
}
