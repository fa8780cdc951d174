public import ArgumentParser
public import BoundaryLint
import Foundation

extension GraphFormat: ExpressibleByArgument {}

struct Graph: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draws which module imports which.",
        discussion: """
            --check and --write are for the diagrams between `<!-- boundary:graph -->` and \
            `<!-- /boundary:graph -->` in the package's README.md (the whole) and the modules' (each its neighbours). \
            --check ends with 1 where one of them is stale.
            """)

    @Argument(help: "Only this module and its neighbours.")
    var module: String?

    @Option(help: "How to draw it.")
    var format = GraphFormat.mermaid

    @Flag(help: "Compare the diagrams in the READMEs.")
    var check = false

    @Flag(help: "Renew the diagrams in the READMEs.")
    var write = false

    @OptionGroup var options: PackageOptions

    func validate() throws {
        if check && write { throw ValidationError("--check and --write exclude each other") }
        if check || write, module != nil || format != .mermaid {
            throw ValidationError("READMEs hold Mermaid, each for its own module: leave out MODULE and --format")
        }
    }

    func run() throws {
        let (package, policy) = try options.load(.text)
        let checker = Checker(package: package, policy: policy)
        var graph = ModuleGraph(checker)
        if check || write { return try renew(GraphDocuments(checker, graph)) }
        if let module {
            guard graph.names.contains(module) else { throw ValidationError("`\(module)` is no module") }
            graph = graph.around(module)
        }
        switch format {
        case .mermaid: print(graph.mermaid, terminator: "")
        case .dot: print(graph.dot, terminator: "")
        case .plantuml: print(graph.plantUML, terminator: "")
        case .html: print(GraphPage.html(graph, checker.check(), checker), terminator: "")
        }
    }

    private func renew(_ documents: GraphDocuments) throws {
        let found: [GraphDocuments.Document]
        do throws(CheckProblem) {
            found = try documents.documents()
        } catch {
            boundary.write(TextReport().text(error) + "\n", to: .standardError)
            throw ExitCode(3)
        }
        if found.isEmpty { throw ValidationError("no README.md holds `<!-- boundary:graph -->`") }
        let stale = found.filter { !$0.isFresh }
        for document in stale {
            if write {
                try Data(document.renewed.utf8).write(
                    to: URL(fileURLWithPath: "\(options.root)/\(document.path)"), options: .atomic)
                print("\(document.path): renewed")
            } else {
                print("\(document.path):\(document.line): error: the diagram is stale\n  fix: boundary graph --write")
            }
        }
        print("boundary: \(found.count - stale.count) of \(found.count) diagrams were fresh")
        if check && !stale.isEmpty { throw ExitCode(1) }
    }
}
