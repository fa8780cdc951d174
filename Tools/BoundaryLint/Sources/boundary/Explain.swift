import ArgumentParser
import BoundaryLint

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says whether a target may import a module, by which rule, and what to do.",
        discussion: "Ends with 0 where it may and with 1 where it may not.")

    @Argument(help: "A target, or a Swift file of one.")
    var importer: String

    @Argument(help: "The module to be imported.")
    var module: String

    @OptionGroup var options: PackageOptions

    func run() throws {
        let (package, policy) = try options.load(.text)
        let explanation = Explanation(package: package, policy: policy)
        guard let answer = explanation.answer(importer: importer, module: module) else {
            throw ValidationError("`\(importer)` is neither a target nor a file of one")
        }
        print(answer.text)
        if !answer.isAllowed { throw ExitCode(1) }
    }
}
