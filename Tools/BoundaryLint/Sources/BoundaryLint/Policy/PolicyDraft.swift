/// A first `boundaries.yml` for a package that has none: its modules in layers, as its imports lie today.
public struct PolicyDraft {
    private let package: PackageModel
    private let modulesFolder: String
    private let appsFolder: String?
    private let testsFolder: String?

    /// - Parameter package: what is not a test or a plugin counts; modules are the folders inside `Sources`, or else
    ///   inside the top-level folder that holds most targets.
    public init(_ package: PackageModel) {
        self.package = package
        let sources = package.targets.filter { ![.test, .plugin].contains($0.kind) }
        let folders = Dictionary(grouping: sources, by: { Self.top($0) })
        let fullest = folders.filter { !$0.key.isEmpty && $0.key != "Tests" }
            .max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
        modulesFolder = folders["Sources"] == nil ? fullest ?? "Sources" : "Sources"
        // Executables elsewhere, examples say, are modules by their own names: nothing is known of what is around them.
        let apps = folders["Apps"] ?? []
        appsFolder = !apps.isEmpty && apps.allSatisfy { $0.kind == .executable } ? "Apps" : nil
        testsFolder = package.targets.contains { $0.kind == .test && Self.top($0) == "Tests" } ? "Tests" : nil
    }

    /// The policy's text.
    public func text() -> String {
        var lines = [
            "# A first policy. The layers are drawn from the imports as they are, so that only an arrow turned round",
            "# fails. Rename them after what they are, and merge those that mean the same.",
            "version: 1", "modules: \(Self.quoted(modulesFolder))",
        ]
        if let appsFolder { lines.append("apps: \(Self.quoted(appsFolder))") }
        if let testsFolder { lines.append("tests: \(testsFolder)") }
        lines += ["", "# Bottom to top: a module imports the layers below its own.", "layers:"]
        let imports = imports()
        let reach = Self.reach(imports)
        let levels = Self.levels(imports, reach)
        for level in 0...(levels.values.max() ?? 0) {
            let modules = levels.filter { $0.value == level }.keys.sorted()
            lines.append("  - name: level-\(level + 1)")
            lines.append("    modules: [\(modules.map(Self.quoted).joined(separator: ", "))]")
            // Modules in a circle cannot be put in an order; `check` tells where the circle is cheapest to cut.
            if modules.contains(where: { reach[$0]?.contains($0) ?? false }) { lines.append("    siblings: all") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The first folder of a target's path; empty where the target is not inside it but is it.
    private static func top(_ target: PackageTarget) -> String {
        let parts = target.folder.split(separator: "/")
        return parts.count > 1 ? String(parts[0]) : ""
    }

    /// The module that the policy will see a target in; nil for apps, tests and plugins.
    private func module(of target: PackageTarget) -> String? {
        if [.test, .plugin].contains(target.kind) { return nil }
        let top = Self.top(target)
        if top == modulesFolder { return String(target.folder.split(separator: "/")[1]) }
        return !top.isEmpty && (top == appsFolder || top == testsFolder) ? nil : target.name
    }

    /// Which module imports which.
    private func imports() -> [String: Set<String>] {
        let targets = package.targets.filter { module(of: $0) != nil }
        var found = Dictionary(targets.compactMap { module(of: $0) }.map { ($0, Set<String>()) }) { first, _ in first }
        let checker = Checker(package: package, policy: nil)
        for scanned in checker.scan(targets.map { ($0, $0.files) }) {
            guard let own = module(of: scanned.target) else { continue }
            for fact in scanned.files.flatMap(\.imports) {
                guard let other = package.target(ofModule: fact.module).flatMap({ module(of: $0) }), other != own else {
                    continue
                }
                found[own]?.insert(other)
            }
        }
        return found
    }

    /// Everything that a module imports, itself or through others.
    private static func reach(_ imports: [String: Set<String>]) -> [String: Set<String>] {
        imports.mapValues { direct in
            var seen = direct
            var open = Array(direct)
            while let next = open.popLast() {
                for other in imports[next] ?? [] where seen.insert(other).inserted { open.append(other) }
            }
            return seen
        }
    }

    /// One above the highest that a module imports; modules in a circle stand on one level.
    private static func levels(_ imports: [String: Set<String>], _ reach: [String: Set<String>]) -> [String: Int] {
        var levels = imports.mapValues { _ in 0 }
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for (module, others) in imports {
                let least = others.map { other in
                    (levels[other] ?? 0) + (reach[other]?.contains(module) ?? false ? 0 : 1)
                }.max()
                if let least, least > levels[module] ?? 0 {
                    levels[module] = least
                    hasChanged = true
                }
            }
        }
        return levels
    }

    private static func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { $0.isASCIIWord || $0 == UInt8(ascii: "-") }
        let isLetter = name.first.map { $0.isASCII && $0.isLetter } ?? false
        let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return isPlain && isLetter && !reserved.contains(name.lowercased()) ? name : JSON.string(name).text
    }
}
