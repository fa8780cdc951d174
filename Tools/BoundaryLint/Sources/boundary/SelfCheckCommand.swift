import ArgumentParser
import BoundaryLint
import Foundation

struct SelfCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selfcheck",
        abstract: "Reads imports by lexer, swift-syntax and compiler, and compares the three.",
        discussion: "Needs no package. Ends with 1 where they differ and with 3 where a file cannot be compared.")

    @Argument(help: "Swift files, and folders of them.")
    var paths: [String]

    func run() throws {
        let answers: [SelfCheck.Answer]
        do throws(CheckProblem) {
            answers = try SelfCheck().compare(SelfCheck.files(at: paths))
        } catch {
            write("\(error.path): \(error.message)\n", to: .standardError)
            throw ExitCode(3)
        }
        for answer in answers {
            for difference in answer.differences { print("\(answer.path):\(difference)") }
            if let problem = answer.problem { print("\(answer.path): not compared: \(problem)") }
        }
        let byHand = answers.filter(\.isDecidedByHand).count
        let differing = answers.filter { !$0.differences.isEmpty }.count
        let imports = answers.map(\.imports).reduce(0, +)
        print(
            "boundary: \(answers.count) files, \(imports) imports, \(byHand) files decided by the lexer alone; "
                + "the readers differ on \(differing)")
        if answers.isEmpty || answers.contains(where: { $0.problem != nil }) { throw ExitCode(3) }
        if differing > 0 { throw ExitCode(1) }
    }
}
