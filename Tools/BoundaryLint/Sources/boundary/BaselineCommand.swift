import ArgumentParser
import BoundaryLint
import Foundation

struct BaselineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Takes out of the baselines what is mended; with --until, begins those of modules without one.",
        discussion: """
            Never adds to a baseline that stands. Violations outside the modules' folders (Package.swift, apps, tests) \
            and those of strict modules stay violations. Ends as `check` does afterwards.
            """)

    @Option(help: ArgumentHelp("The day by which new baselines have to be gone.", valueName: "day"))
    var until: String?

    @Option(help: "Who mends the violations; the first of the module's owners where none is given.")
    var owner: String?

    @OptionGroup var options: PackageOptions

    func validate() throws {
        if let until, CalendarDay(until) == nil { throw ValidationError("--until must be a day as 2027-01-31") }
    }

    func run() throws {
        let (package, policy) = try options.load(.text)
        guard let writer = BaselineWriter(Checker(package: package, policy: policy)) else {
            throw ValidationError("a baseline belongs to a module: the package has no boundaries.yml")
        }
        for change in writer.changes(owner: owner, until: until.flatMap(CalendarDay.init)) {
            let file = URL(fileURLWithPath: "\(options.root)/\(change.path)")
            if let text = change.text {
                try Data(text.utf8).write(to: file, options: .atomic)
                print("\(change.path): \(change.count) violations")
            } else {
                try FileManager.default.removeItem(at: file)
                print("\(change.path): removed, everything in it is mended")
            }
        }
        let scratch = options.scratchPath.map { ["--scratch-path", $0] } ?? []
        let check = try Check.parse(["--package-path", options.root] + scratch)
        try check.run()
    }
}
