/// Where the policy sees a target.
public enum Place: Sendable, Hashable {
    /// In a module. `part` is nil for a target that is the module's contract or the whole module.
    case module(String, part: String?)
    case app(String)
    /// A test target, or a library for tests. `owner` is the module or app that `<Owner>Tests` names.
    case test(owner: String?)
    case plugin

    var module: String? { if case .module(let name, _) = self { name } else { nil } }
    var isTest: Bool { if case .test = self { true } else { false } }

    /// In words, for messages.
    var text: String {
        switch self {
        case .module(let name, nil): "module \(name)"
        case .module(let name, let part?): "the \(part) part of module \(name)"
        case .app(let name): "app \(name)"
        case .test(let owner): owner.map { "the tests of \($0)" } ?? "tests"
        case .plugin: "a plugin"
        }
    }
}

/// A policy whose every name has been found in the package.
public struct ResolvedPolicy: Sendable {
    var policy: Policy
    /// By target name.
    var places: [String: Place]
    /// The index of each module's layer, from the bottom.
    var layerOf: [String: Int]

    /// The folder of a module, relative to the package's.
    func folder(ofModule module: String) -> String { "\(policy.modulesFolder.value)/\(module)" }

    func layer(of module: String) -> Policy.Layer? { layerOf[module].map { policy.layers[$0] } }

    func part(named name: String) -> Policy.Part? { policy.parts.first { $0.name.value == name } }

    /// The folder rules that hold for a file, the layer's before the module's own.
    func folderRules(forFile file: String, in module: String) -> [Policy.FolderRule] {
        let prefix = folder(ofModule: module) + "/"
        guard file.hasPrefix(prefix) else { return [] }
        let rest = file.dropFirst(prefix.count)
        let rules = (layer(of: module)?.folders ?? []) + (policy.modules[module]?.folders ?? [])
        return rules.filter { rest.hasPrefix($0.folder.value + "/") }
    }
}
