import ArgumentParser
import BoundaryLint
import Foundation

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks the package's imports and SQL.",
        discussion: """
            With PATHS, checks only the files at or below them, and leaves out the rules that need the whole package: \
            unused dependencies, cycles, unused entries of `exceptions`. With --changed, checks the whole package and \
            lists what the changes since REV answer for.
            """)

    @Argument(help: "Files and folders; the whole package where none is given.")
    var paths: [String] = []

    @Option(help: "How to print the answer.")
    var format = Report.text

    @Option(help: ArgumentHelp("List only what the changes since the branch left REV answer for.", valueName: "rev"))
    var changed: String?

    @Option(help: ArgumentHelp("Check the text on standard input as if it were FILE.", valueName: "file"))
    var stdin: String?

    @OptionGroup var options: PackageOptions

    func validate() throws {
        if [!paths.isEmpty, changed != nil, stdin != nil].count(where: { $0 }) > 1 {
            throw ValidationError("PATHS, --changed and --stdin exclude each other")
        }
    }

    func run() throws {
        let clock = ContinuousClock()
        let start = clock.now
        let (package, policy) = try options.load(format)
        let result = try check(Checker(package: package, policy: policy))
        let duration = start.duration(to: clock.now)
        let milliseconds = Int(duration / .milliseconds(1))
        let isColoured = isTerminal(.standardOutput)
        let root = options.root
        print(
            format.text(result, root: root, milliseconds: milliseconds, isColoured: isColoured), terminator: "")
        if !result.problems.isEmpty { throw ExitCode(3) }
        if !result.findings.isEmpty { throw ExitCode(1) }
    }

    private func check(_ checker: Checker) throws -> CheckResult {
        if let stdin {
            let text = FileHandle.standardInput.readDataToEndOfFile()
            return checker.check(text: [UInt8](text), as: try relative(stdin))
        }
        guard let changed else { return checker.check(paths: try paths.map(relative)) }
        let files: ChangedFiles
        do throws(CheckProblem) {
            files = try ChangedFiles(since: changed, root: options.root)
        } catch {
            throw ValidationError("\(error.message)\n\(error.remedy ?? "")")
        }
        return checker.check(changed: files)
    }

    /// A path as the package knows it. It is looked for in the current folder, and then in the package's.
    private func relative(_ path: String) throws -> String {
        let root = options.root
        let here = absolute(path)
        if here == root { return "." }
        // A text on standard input may not be saved anywhere yet.
        let existing = stdin == nil ? here : URL(fileURLWithPath: here).deletingLastPathComponent().path
        if here.hasPrefix(root + "/"), FileManager.default.fileExists(atPath: existing) {
            return String(here.dropFirst(root.count + 1))
        }
        return URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: root + "/")).standardizedFileURL.path
            .replacing(root + "/", with: "", maxReplacements: 1)
    }
}
