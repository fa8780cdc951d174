import ArgumentParser
import BoundaryLint
import Foundation

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a first boundaries.yml: the package's modules in layers, as its imports lie today.",
        discussion: "Never overwrites one. Ends as `check` does afterwards.")

    @OptionGroup var options: PackageOptions

    func run() throws {
        let file = "\(options.root)/boundaries.yml"
        guard !FileManager.default.fileExists(atPath: file) else {
            throw ValidationError("there is a boundaries.yml already")
        }
        let (package, _) = try options.load(.text)
        try Data(PolicyDraft(package).text().utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        print("boundaries.yml: written")
        let scratch = options.scratchPath.map { ["--scratch-path", $0] } ?? []
        try Check.parse(["--package-path", options.root] + scratch).run()
    }
}
