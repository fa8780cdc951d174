public import ArgumentParser
public import BoundaryLint
import Foundation

@main
struct Boundary: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boundary",
        abstract:
            "Keeps the modules of a SwiftPM package apart: checks imports against Package.swift and boundaries.yml.",
        discussion: """
            Exit codes: 0 clean, 1 violations, 2 wrong usage or a faulty policy, 3 something could not be checked.
            """,
        version: "1.0.0",
        subcommands: [
            Check.self, Imports.self, Explain.self, BaselineCommand.self, Graph.self, Init.self, Mutate.self,
            SelfCheckCommand.self,
        ])

    /// As `main()` of `ParsableCommand`, but that wrong usage ends with 2, as a faulty policy does.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            let isHelp = exitCode(for: error) == .success
            let text = fullMessage(for: error)
            if isHelp {
                print(text)
            } else {
                write(text + "\n", to: .standardError)
            }
            Foundation.exit(isHelp ? 0 : 2)
        }
    }
}

extension Report: ExpressibleByArgument {}

/// How to print facts.
enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// Where the package lies.
struct PackageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The package's folder.", valueName: "dir"))
    var packagePath = "."

    @Option(help: ArgumentHelp("Its build folder; .build inside it where none is given.", valueName: "dir"))
    var scratchPath: String?

    /// Absolute, without links, so that paths can be compared.
    var root: String { absolute(packagePath) }

    /// The package and its policy. Prints what is wrong and ends the run where they cannot be had.
    func load(_ format: Report) throws -> (package: PackageModel, policy: ResolvedPolicy?) {
        do {
            let package = try PackageLoader(root: root, scratch: scratchPath.map(absolute)).load()
            return (package, try PolicyLoader(root: root).load(for: package))
        } catch let errors as PolicyErrors {
            if let answer = format.text(errors, root: root) { print(answer, terminator: "") }
            let report = TextReport(isColoured: isTerminal(.standardError))
            for error in errors.errors { write(report.text(error) + "\n", to: .standardError) }
            throw ExitCode(2)
        } catch let problem as CheckProblem {
            var result = CheckResult()
            result.problems = [problem]
            if format != .text { print(format.text(result, root: root, milliseconds: 0), terminator: "") }
            write(TextReport(isColoured: isTerminal(.standardError)).text(problem) + "\n", to: .standardError)
            throw ExitCode(3)
        }
    }
}

func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
}

func isTerminal(_ handle: FileHandle) -> Bool {
    isatty(handle.fileDescriptor) == 1 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
}

func write(_ text: String, to handle: FileHandle) {
    handle.write(Data(text.utf8))
}
