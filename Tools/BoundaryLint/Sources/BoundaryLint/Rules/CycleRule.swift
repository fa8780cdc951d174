/// Contracts may import contracts, but never in a circle.
struct CycleRule {
    var package: PackageModel
    var policy: ResolvedPolicy?

    private struct Edge {
        var to: String
        var count: Int
        var path: String
        var line: Int
        var column: Int
    }

    /// One finding for every circle of modules, at the edge that takes the fewest imports to cut.
    func cycles(_ scanned: [ScannedTarget]) -> [Finding] {
        guard let policy else { return [] }
        let edges = edges(policy, scanned)
        var seen: Set<Set<String>> = []
        var findings: [Finding] = []
        for start in edges.keys.sorted() {
            guard let path = shortestCycle(from: start, edges), seen.insert(Set(path)).inserted else { continue }
            let steps = zip(path, path.dropFirst() + [path[0]]).compactMap { from, to in
                edges[from]?.first { $0.to == to }.map { (from, $0) }
            }
            guard let (from, weakest) = steps.min(by: { $0.1.count < $1.1.count }) else { continue }
            findings.append(finding(path, from, weakest))
        }
        return findings
    }

    private func edges(_ policy: ResolvedPolicy, _ scanned: [ScannedTarget]) -> [String: [Edge]] {
        let decider = ImportDecider(package: package, policy: policy)
        var edges: [String: [Edge]] = [:]
        for target in scanned {
            guard let own = policy.places[target.target.name]?.module,
                decider.isContract(policy, target.target, of: own)
            else { continue }
            for file in target.files {
                for fact in file.imports {
                    guard let other = package.target(ofModule: fact.module),
                        let module = policy.places[other.name]?.module, module != own
                    else { continue }
                    if let index = edges[own]?.firstIndex(where: { $0.to == module }) {
                        edges[own]?[index].count += 1
                    } else {
                        let edge = Edge(to: module, count: 1, path: file.path, line: fact.line, column: fact.column)
                        edges[own, default: []].append(edge)
                    }
                }
            }
        }
        return edges
    }

    /// The shortest way from a module back to itself, without the return.
    private func shortestCycle(from start: String, _ edges: [String: [Edge]]) -> [String]? {
        var queue = [[start]]
        var visited: Set<String> = []
        while !queue.isEmpty {
            let path = queue.removeFirst()
            for edge in edges[path[path.count - 1]] ?? [] {
                if edge.to == start { return path }
                if visited.insert(edge.to).inserted { queue.append(path + [edge.to]) }
            }
        }
        return nil
    }

    private func finding(_ path: [String], _ from: String, _ edge: Edge) -> Finding {
        Finding(
            rule: .cycle, path: edge.path, line: edge.line, column: edge.column,
            message: "the contracts form a circle: \((path + [path[0]]).joined(separator: " -> "))",
            why: "modules in a circle can only be understood, changed and released together", statedAt: nil,
            remedy:
                "cut \(from) -> \(edge.to), which takes \(edge.count) import\(edge.count == 1 ? "" : "s"): move what "
                + "both need into a module below them",
            subject: edge.to)
    }
}
