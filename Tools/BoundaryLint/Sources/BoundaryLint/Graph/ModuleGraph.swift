/// The modules and apps of a package, and which imports which, as its files say. Tests are left out.
public struct ModuleGraph: Sendable, Hashable {
    struct Node: Sendable, Hashable {
        var name: String
        /// Nil where the policy puts it in no layer.
        var layer: String?
        var owners: [String] = []
        var targets: [String] = []
    }

    struct Edge: Sendable, Hashable {
        var from: String
        var to: String
        /// How many import declarations make it.
        var imports: Int
    }

    /// Bottom to top; empty without a policy.
    var layers: [String] = []
    /// By name.
    var nodes: [Node] = []
    /// By names.
    var edges: [Edge] = []

    /// The module that a drawing is about, and which it shows in bold; nil for the whole.
    var focus: String?

    /// Reads every file that is not a test's.
    public init(_ checker: Checker) {
        let package = checker.package
        let targets = package.targets.filter { Self.node(of: $0, checker.policy) != nil }
        var nodes: [String: Node] = [:]
        for target in targets {
            guard let name = Self.node(of: target, checker.policy) else { continue }
            let owners = checker.policy?.policy.modules[name]?.owners.map(\.value) ?? []
            let layer = Self.layer(of: target, name, checker.policy)
            nodes[name, default: Node(name: name, layer: layer, owners: owners)].targets.append(target.name)
        }
        var counts: [String: [String: Int]] = [:]
        for scanned in checker.scan(targets.map { ($0, $0.files) }) {
            guard let from = Self.node(of: scanned.target, checker.policy) else { continue }
            for fact in scanned.files.flatMap(\.imports) {
                guard let other = package.target(ofModule: fact.module),
                    let to = Self.node(of: other, checker.policy), to != from
                else { continue }
                counts[from, default: [:]][to, default: 0] += 1
            }
        }
        layers = (checker.policy?.policy.layers.map(\.name.value) ?? [])
        if nodes.values.contains(where: { $0.layer == Self.apps }) { layers.append(Self.apps) }
        self.nodes = nodes.values.sorted { $0.name < $1.name }
        edges = counts.flatMap { from, others in others.map { Edge(from: from, to: $0.key, imports: $0.value) } }
            .sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    }

    static let apps = "apps"

    /// What a target counts as: its module or app; the target itself where there is no policy.
    static func node(of target: PackageTarget, _ policy: ResolvedPolicy?) -> String? {
        guard let policy else { return [.test, .plugin].contains(target.kind) ? nil : target.name }
        return switch policy.places[target.name] {
        case .module(let name, _): name
        case .app(let name): name
        case .test, .plugin, nil: nil
        }
    }

    private static func layer(of target: PackageTarget, _ name: String, _ policy: ResolvedPolicy?) -> String? {
        if case .app? = policy?.places[target.name] { return apps }
        return policy?.layer(of: name)?.name.value
    }

    /// The names that can be drawn on their own.
    public var names: [String] { nodes.map(\.name) }

    /// One module with what it imports and what imports it.
    public func around(_ name: String) -> ModuleGraph {
        var graph = self
        graph.focus = name
        graph.edges = edges.filter { $0.from == name || $0.to == name }
        let near = Set(graph.edges.flatMap { [$0.from, $0.to] } + [name])
        graph.nodes = nodes.filter { near.contains($0.name) }
        graph.layers = layers.filter { layer in graph.nodes.contains { $0.layer == layer } }
        return graph
    }

    /// The layers from the top with their nodes; nodes without a layer come last, under nil.
    var rows: [(layer: String?, nodes: [Node])] {
        (layers.reversed().map { $0 } + [nil]).map { layer in (layer, nodes.filter { $0.layer == layer }) }
            .filter { !$0.nodes.isEmpty }
    }
}
