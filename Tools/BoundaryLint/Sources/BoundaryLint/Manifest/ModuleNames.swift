/// The names that a target is imported by.
enum ModuleNames {
    /// A target's module name is its own with every character that no identifier holds made into `_`.
    static func c99(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            let isWord = scalar == "_" || scalar.properties.isXIDContinue
            result.unicodeScalars.append(isWord ? scalar : "_")
        }
        if let first = result.unicodeScalars.first, !(first == "_" || first.properties.isXIDStart) {
            result = "_" + result.dropFirst()
        }
        return result
    }

    /// The modules that a `module.modulemap` declares at its top level.
    static func modules(inMap text: String) -> [String] {
        var names: [String] = []
        var depth = 0
        var takesName = false
        let spaced = text.split(separator: "\n").map { $0.prefix(upTo: $0.comment ?? $0.endIndex) }
            .joined(separator: " ").replacing("{", with: " { ").replacing("}", with: " } ")
        for word in spaced.split(whereSeparator: \.isWhitespace) {
            switch word {
            case "{": depth += 1
            case "}": depth -= 1
            case "module" where depth == 0: takesName = true
            case _ where takesName:
                names.append(String(word.replacing("\"", with: "")))
                takesName = false
            default: break
            }
        }
        return names
    }

    /// The names of one target, from its module map where it has one that is not Swift's own.
    static func names(ofTarget name: String, type: String, folder: String, root: String) -> [String] {
        let path = folder == "." ? root : "\(root)/\(folder)"
        let maps =
            type == "system"
            ? ["\(path)/module.modulemap", "\(path)/module.map"] : ["\(path)/include/module.modulemap"]
        for map in maps where Folder.exists(map) {
            guard let text = FileBuffer.text(map) else { continue }
            let names = modules(inMap: text)
            if !names.isEmpty { return names }
        }
        return [c99(name)]
    }
}

extension Substring {
    fileprivate var comment: Index? { firstRange(of: "//")?.lowerBound }
}
