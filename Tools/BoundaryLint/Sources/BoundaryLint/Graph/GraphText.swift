/// The forms that a graph can be drawn in.
public enum GraphFormat: String, Sendable, CaseIterable {
    case mermaid, dot, plantuml, html
}

extension ModuleGraph {
    /// The graph for Mermaid, which GitHub draws inside Markdown.
    public var mermaid: String {
        var lines = ["flowchart TD"]
        for (index, row) in rows.enumerated() {
            if let layer = row.layer { lines.append("    subgraph layer\(index)[\"\(quoted(layer))\"]") }
            let indent = row.layer == nil ? "    " : "        "
            lines += row.nodes.map { "\(indent)\(identifier($0.name))[\"\(quoted($0.name))\"]" }
            if row.layer != nil { lines.append("    end") }
        }
        lines += edges.map { "    \(identifier($0.from)) --> \(identifier($0.to))" }
        if let focus { lines.append("    style \(identifier(focus)) stroke-width:3px") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The graph for Graphviz.
    public var dot: String {
        var lines = ["digraph modules {", "    node [shape=box]"]
        for (index, row) in rows.enumerated() {
            if let layer = row.layer { lines.append("    subgraph cluster\(index) { label=\"\(escaped(layer))\"") }
            lines += row.nodes.map { node in
                "        \"\(escaped(node.name))\"\(node.name == focus ? " [penwidth=3]" : "")"
            }
            if row.layer != nil { lines.append("    }") }
        }
        lines += edges.map { "    \"\(escaped($0.from))\" -> \"\(escaped($0.to))\"" }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    /// The graph for PlantUML.
    public var plantUML: String {
        var lines = ["@startuml"]
        for row in rows {
            if let layer = row.layer { lines.append("package \"\(quoted(layer))\" {") }
            lines += row.nodes.map { node in
                "  component \"\(quoted(node.name))\" as \(identifier(node.name))\(node.name == focus ? " #line.bold" : "")"
            }
            if row.layer != nil { lines.append("}") }
        }
        lines += edges.map { "\(identifier($0.from)) --> \(identifier($0.to))" }
        return lines.joined(separator: "\n") + "\n@enduml\n"
    }

    /// Letters, digits and underscores only; prefixed, because a word such as `end` would end a block.
    private func identifier(_ name: String) -> String {
        "m_"
            + name.unicodeScalars.reduce(into: "") { text, scalar in
                if scalar.isASCII, UInt8(scalar.value).isASCIIWord {
                    text.unicodeScalars.append(scalar)
                } else {
                    // Two names that differ stay two.
                    text += "_\(String(scalar.value, radix: 16))_"
                }
            }
    }

    private func quoted(_ text: String) -> String { text.replacing("\"", with: "'") }

    private func escaped(_ text: String) -> String { text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") }
}
