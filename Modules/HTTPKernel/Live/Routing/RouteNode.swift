import HTTPKernel

/// One segment of the addresses that exist. A class, because a walk over structs of arrays would copy them.
final class RouteNode: @unchecked Sendable {
    // @unchecked: filled while the table is compiled, before anybody else has it, and never changed afterwards.
    private var fixed: [(segment: String, node: RouteNode)] = []
    private var placeholder: RouteNode?
    private var entries: [RouteEntry] = []

    /// The value of `Allow` (RFC 9110, section 10.2.1).
    private(set) var allowed = ""

    func entry(for method: Method) -> RouteEntry? { entries.first { $0.route.method == method } }

    /// Adds a route; returns the one that already stands there.
    func insert(_ entry: RouteEntry, at segments: ArraySlice<PathTemplate.Segment>) -> Route? {
        guard let first = segments.first else { return add(entry) }
        switch first {
        case .fixed(let segment):
            let known = fixed.firstIndex { $0.segment == segment }
            if known == nil { fixed.append((segment, RouteNode())) }
            return fixed[known ?? fixed.count - 1].node.insert(entry, at: segments.dropFirst())
        case .placeholder:
            let child = placeholder ?? RouteNode()
            placeholder = child
            return child.insert(entry, at: segments.dropFirst())
        }
    }

    private func add(_ entry: RouteEntry) -> Route? {
        if let other = self.entry(for: entry.route.method) { return other.route }
        entries.append(entry)
        var methods = Set(entries.map(\.route.method)).union([.options])
        if methods.contains(.get) { methods.insert(.head) }
        allowed = Method.allCases.filter(methods.contains).map(\.rawValue).joined(separator: ", ")
        return nil
    }

    /// The node at `segments`; a fixed segment comes before a placeholder.
    func find(_ segments: ArraySlice<Substring>, _ values: inout [String]) -> RouteNode? {
        guard let first = segments.first else { return entries.isEmpty ? nil : self }
        let rest = segments.dropFirst()
        for child in fixed where child.segment == first {
            if let node = child.node.find(rest, &values) { return node }
        }
        guard let child = placeholder, !first.isEmpty else { return nil }
        values.append(String(first))
        if let node = child.find(rest, &values) { return node }
        values.removeLast()
        return nil
    }
}
