import ArgumentParser
import BoundaryLint
import Foundation

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the package's imports and SQL.",
        discussion: """
            With PATHS, checks only the files at or below them, and leaves out the rules that need the whole package: \
            unused dependencies, cycles, unused entries of `exceptions`.
            """)

    @Argument(help: "Files and folders; the whole package where none is given.")
    var paths: [String] = []

    @Option(help: "How to print the answer.")
    var format = Report.text

    @OptionGroup var options: PackageOptions

    func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let (package, policy) = try options.load(format)
        let result = Checker(package: package, policy: policy).check(paths: try paths.map(relative))
        let duration = start.duration(to: clock.now)
        let milliseconds = Int(duration / .milliseconds(1))
        let isColoured = isTerminal(.standardOutput)
        let root = options.root
        print(
            format.text(result, root: root, milliseconds: milliseconds, isColoured: isColoured), terminator: "")
        if !result.problems.isEmpty { throw ExitCode(3) }
        if !result.findings.isEmpty { throw ExitCode(1) }
    }

    /// A path as the package knows it. It is looked for in the current folder, and then in the package's.
    private func relative(_ path: String) throws -> String {
        let root = options.root
        let here = absolute(path)
        if here == root { return "." }
        if here.hasPrefix(root + "/"), FileManager.default.fileExists(atPath: here) {
            return String(here.dropFirst(root.count + 1))
        }
        return URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: root + "/")).standardizedFileURL.path
            .replacing(root + "/", with: "", maxReplacements: 1)
    }
}
