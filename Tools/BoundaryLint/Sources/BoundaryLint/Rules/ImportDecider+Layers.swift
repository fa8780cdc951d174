extension ImportDecider {
    /// A module imports its own layer as far as its siblings allow, and the layers below.
    func layerRefusal(
        _ policy: ResolvedPolicy, _ target: PackageTarget, _ from: Place, _ other: PackageTarget, _ name: String
    ) -> Refusal? {
        guard case .module(let own, _) = from, own != name, let below = policy.layerOf[own],
            let above = policy.layerOf[name]
        else { return nil }
        let layers = policy.policy.layers
        if above > below {
            return Refusal(
                rule: .layerOrder,
                message: "`\(target.name)` imports `\(other.name)` from the layer above",
                why: "layer `\(layers[below].name.value)` lies below layer `\(layers[above].name.value)` and knows "
                    + "nothing of it",
                statedAt: layers[below].name.mark,
                remedy: "let \(own) declare a protocol that \(name) conforms to, or move the code to "
                    + "layer `\(layers[above].name.value)`")
        }
        guard above == below else { return nil }
        let siblings = layers[below].siblings
        switch siblings.value {
        case .all: return nil
        case .listed(let list) where list[own]?.contains(where: { $0.value == name }) ?? false: return nil
        case .none, .listed:
            return Refusal(
                rule: .siblings, message: "`\(target.name)` imports `\(other.name)` from its own layer",
                why: "in layer `\(layers[below].name.value)`, `siblings` does not let \(own) import \(name)",
                statedAt: siblings.mark,
                remedy: "do without it, or state \(own): [\(name)] under `siblings`, which the platform team decides")
        }
    }

    /// `visible_to:` of the imported module.
    func visibilityRefusal(
        _ policy: ResolvedPolicy, _ target: PackageTarget, _ from: Place, _ other: PackageTarget, _ name: String
    ) -> Refusal? {
        guard let module = policy.policy.modules[name], let visible = module.visibleTo?.map(\.value) else { return nil }
        switch from {
        case .test, .plugin: return nil
        case .app: if visible.contains("apps") { return nil }
        case .module(let own, _):
            if own == name || visible.contains(own) { return nil }
            if let layer = policy.layer(of: own), visible.contains(layer.name.value) { return nil }
        }
        return Refusal(
            rule: .visibleTo, message: "`\(target.name)` imports `\(other.name)`, which does not show itself to it",
            why: "module \(name) is visible to \(visible.joined(separator: ", ")) only", statedAt: module.visibleToMark,
            remedy: "do without it, or ask the owners of \(name) to add it to `visible_to`")
    }
}
