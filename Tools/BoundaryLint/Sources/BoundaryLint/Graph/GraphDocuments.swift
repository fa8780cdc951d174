/// The diagrams that stand in a package's documents between `<!-- boundary:graph -->` and `<!-- /boundary:graph -->`.
public struct GraphDocuments {
    /// A document with a diagram.
    public struct Document: Sendable, Hashable {
        /// Relative to the package's folder.
        public var path: String
        /// The line of the opening marker.
        public var line: Int
        public var isFresh: Bool
        /// The document with its diagram renewed.
        public var renewed: String
    }

    private let checker: Checker
    private let graph: ModuleGraph

    public init(_ checker: Checker, _ graph: ModuleGraph) {
        self.checker = checker
        self.graph = graph
    }

    /// Every README with a diagram: the package's own shows the whole, a module's shows the module and its neighbours.
    ///
    /// - Throws: where a document cannot be read or a marker stands alone.
    public func documents() throws(CheckProblem) -> [Document] {
        var found: [Document] = []
        for (path, graph) in candidates() where Folder.exists("\(checker.package.root)/\(path)") {
            guard let text = FileBuffer.text("\(checker.package.root)/\(path)") else {
                throw CheckProblem(path: path, message: "the file cannot be read")
            }
            if let document = try Self.document(path, text, graph) { found.append(document) }
        }
        return found
    }

    private func candidates() -> [(path: String, graph: ModuleGraph)] {
        let modules = checker.policy.map { policy in
            graph.names.filter { policy.layerOf[$0] != nil }.map { name in
                ("\(policy.folder(ofModule: name))/README.md", graph.around(name))
            }
        }
        return [("README.md", graph)] + (modules ?? [])
    }

    private static let opening = "<!-- boundary:graph -->"
    private static let closing = "<!-- /boundary:graph -->"

    /// Nil where the text holds no markers.
    static func document(_ path: String, _ text: String, _ graph: ModuleGraph) throws(CheckProblem) -> Document? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0.trimmingSpaces == opening }
        let end = lines.firstIndex { $0.trimmingSpaces == closing }
        if start == nil, end == nil { return nil }
        guard let start, let end, start < end else {
            throw CheckProblem(
                path: path, line: (start ?? end ?? 0) + 1, message: "a marker of a diagram stands alone",
                remedy: "put `\(opening)` above the diagram and `\(closing)` below it, each on its own line")
        }
        let diagram = "```mermaid\n\(graph.mermaid)```".split(separator: "\n", omittingEmptySubsequences: false)
        let renewed = lines[...start] + diagram + lines[end...]
        return Document(
            path: path, line: start + 1, isFresh: Array(lines[(start + 1)..<end]) == diagram,
            renewed: renewed.joined(separator: "\n"))
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = self
        while text.last == " " || text.last == "\r" { text.removeLast() }
        return text
    }
}
