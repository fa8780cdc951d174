import ArgumentParser
import BoundaryLint

struct Imports: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the imports of files as they are read.",
        discussion: "Needs no package. Ends with 3 where a file cannot be read for certain.")

    @Argument(help: "Swift files.")
    var files: [String]

    @Option(help: "How to print the answer.")
    var format = Format.text

    func run() throws {
        let readings = files.map { (path: $0, reading: ImportReader.read(file: $0)) }
        switch format {
        case .json:
            print(JSONReport.text(readings), terminator: "")
        case .text:
            for (path, reading) in readings {
                for fact in reading.imports { print("\(path):\(fact.line):\(fact.column): \(line(fact))") }
                for problem in reading.problems { print("\(path):\(problem.line): not checked: \(problem.message)") }
            }
        }
        if readings.contains(where: { !$0.reading.problems.isEmpty }) { throw ExitCode(3) }
    }

    private func line(_ fact: ImportFact) -> String {
        let words = fact.attributes.map { "@\($0)" } + [fact.access, "import", fact.kind].compactMap { $0 }
        let conditions = fact.conditions.isEmpty ? "" : "  #if \(fact.conditions.joined(separator: ", "))"
        return (words + [fact.path.joined(separator: ".")]).joined(separator: " ") + conditions
    }
}
