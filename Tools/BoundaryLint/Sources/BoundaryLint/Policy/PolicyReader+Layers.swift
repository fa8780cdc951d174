import Yams

extension PolicyReader {
    mutating func layers(_ node: Node) -> [Policy.Layer] {
        guard let sequence = node.sequence else {
            fail(node, "`layers` must be a list, bottom to top")
            return []
        }
        var layers: [Policy.Layer] = []
        for element in sequence {
            guard let layer = layer(element) else { continue }
            if layers.contains(where: { $0.name.value == layer.name.value }) {
                fail(element, "layer `\(layer.name.value)` stands twice")
            }
            layers.append(layer)
        }
        return layers
    }

    private mutating func layer(_ node: Node) -> Policy.Layer? {
        var name: Stated<String>?
        var layer = Policy.Layer(
            name: Stated(value: "", mark: mark(node)), modules: [], siblings: Stated(value: .none, mark: mark(node)),
            folders: [])
        for (key, keyNode, value) in mapping(node, "a layer", keys: ["name", "modules", "siblings", "folders"]) {
            switch key {
            case "name": name = string(value, "`name`")
            case "modules": layer.modules = strings(value, "`modules`")
            case "siblings": layer.siblings = Stated(value: siblings(value), mark: mark(keyNode))
            default: layer.folders = folderRules(value)
            }
        }
        guard let name else {
            fail(node, "a layer needs `name`")
            return nil
        }
        layer.name = name
        if layer.modules.isEmpty { fail(node, "layer `\(name.value)` names no module") }
        for case .listed(let list) in [layer.siblings.value] {
            let known = Set(layer.modules.map(\.value))
            for (module, others) in list {
                for stated in others + [Stated(value: module, mark: layer.siblings.mark)]
                where !known.contains(stated.value) {
                    let message = "`\(stated.value)` is no module of layer `\(name.value)`"
                    errors.append(PolicyError(mark: stated.mark, message: message))
                }
            }
        }
        return layer
    }

    private mutating func siblings(_ node: Node) -> Policy.Layer.Siblings {
        switch node.scalar?.string {
        case "all": return .all
        case "none": return .none
        case .some:
            fail(node, "`siblings` must be `all`, `none` or a mapping from a module to those it may import")
            return .none
        case nil: break
        }
        var list: [String: [Stated<String>]] = [:]
        for (module, _, value) in mapping(node, "`siblings`", keys: nil) {
            list[module] = strings(value, "the siblings of `\(module)`")
        }
        return .listed(list)
    }

    /// `Live/Service: { never: [HTTPKernel], sql: none }`.
    mutating func folderRules(_ node: Node) -> [Policy.FolderRule] {
        var rules: [Policy.FolderRule] = []
        for (name, keyNode, value) in mapping(node, "`folders`", keys: nil) {
            guard let folder = folder(keyNode, "a folder") else { continue }
            var rule = Policy.FolderRule(folder: folder, never: [], noSQL: nil)
            for (key, keyNode, value) in mapping(value, "folder `\(name)`", keys: ["never", "sql"]) {
                if key == "never" {
                    rule.never = strings(value, "`never`")
                } else if value.scalar?.string == "none" {
                    rule.noSQL = mark(keyNode)
                } else {
                    fail(value, "`sql` of a folder can only be `none`")
                }
            }
            if rule.never.isEmpty, rule.noSQL == nil { fail(keyNode, "folder `\(name)` forbids nothing") }
            rules.append(rule)
        }
        return rules
    }
}
