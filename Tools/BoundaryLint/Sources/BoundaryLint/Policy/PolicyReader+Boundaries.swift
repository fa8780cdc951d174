import Yams

extension PolicyReader {
    /// The root file. Errors are collected; the result is whole only where there are none.
    mutating func boundaries(_ text: String) -> Policy {
        var policy = Policy(
            modulesFolder: Stated(value: "Sources", mark: mark(nil)), parts: [], layers: [], systemModules: [],
            exceptions: [], modules: [:])
        guard let root = document(text) else { return policy }
        let keys = ["version", "modules", "parts", "apps", "tests", "layers", "sql", "system_modules", "exceptions"]
        var version: Stated<String>?
        for (key, keyNode, value) in mapping(root, "boundaries.yml", keys: keys) {
            switch key {
            case "version": version = string(value, "`version`")
            case "modules": if let folder = folder(value, "`modules`") { policy.modulesFolder = folder }
            case "apps": policy.appsFolder = folder(value, "`apps`")
            case "tests": policy.testsFolder = folder(value, "`tests`")
            case "parts": policy.parts = parts(value)
            case "layers": policy.layers = layers(value)
            case "sql": policy.sql = sql(value, at: mark(keyNode))
            case "system_modules": policy.systemModules = strings(value, "`system_modules`")
            default: policy.exceptions = exceptions(value)
            }
        }
        if version?.value != "1" { fail(root, "`version: 1` is required") }
        return policy
    }

    /// A folder relative to the package's, without slashes at its ends.
    mutating func folder(_ node: Node, _ what: String) -> Stated<String>? {
        guard var folder = string(node, what) else { return nil }
        while folder.value.hasSuffix("/") { folder.value.removeLast() }
        if folder.value.isEmpty || folder.value.hasPrefix("/") || folder.value.split(separator: "/").contains("..") {
            fail(node, "\(what) must be a folder inside the package")
        }
        return folder
    }

    private mutating func parts(_ node: Node) -> [Policy.Part] {
        var parts: [Policy.Part] = []
        for (name, keyNode, value) in mapping(node, "`parts`", keys: nil) {
            var part = Policy.Part(name: Stated(value: name, mark: mark(keyNode)), importedBy: [], own: [])
            for (key, _, value) in mapping(value, "part `\(name)`", keys: ["imported_by", "own"]) {
                if key == "imported_by" {
                    part.importedBy = strings(value, "`imported_by`")
                } else {
                    part.own = strings(value, "`own`")
                }
            }
            parts.append(part)
        }
        let names = Set(parts.map(\.name.value))
        for part in parts {
            for name in part.importedBy where !names.contains(name.value) && !["apps", "tests"].contains(name.value) {
                errors.append(PolicyError(mark: name.mark, message: "`\(name.value)` is no part, `apps` or `tests`"))
            }
            for name in part.own where !names.contains(name.value) {
                errors.append(PolicyError(mark: name.mark, message: "`\(name.value)` is no part"))
            }
        }
        return parts
    }

    private mutating func sql(_ node: Node, at mark: PolicyMark) -> Policy.SQLPolicy? {
        var type: Stated<String>?
        var raw: [Stated<String>] = []
        for (key, _, value) in mapping(node, "`sql`", keys: ["type", "raw_allowed_in"]) {
            if key == "type" {
                type = string(value, "`type`")
            } else {
                raw = strings(value, "`raw_allowed_in`")
            }
        }
        guard let type else {
            fail(node, "`sql` needs `type`, the type whose literals bind their interpolations")
            return nil
        }
        return Policy.SQLPolicy(type: type, rawAllowedIn: raw, mark: mark)
    }

    private mutating func exceptions(_ node: Node) -> [PolicyException] {
        guard let sequence = node.sequence else {
            fail(node, "`exceptions` must be a list")
            return []
        }
        var found: [PolicyException] = []
        for element in sequence {
            var values: [String: Stated<String>] = [:]
            let keys = ["target", "imports", "until", "reason"]
            for (key, _, value) in mapping(element, "an exception", keys: keys) {
                values[key] = string(value, "`\(key)`")
            }
            let missing = keys.filter { values[$0] == nil }
            guard missing.isEmpty else {
                fail(element, "an exception needs \(missing.map { "`\($0)`" }.joined(separator: ", "))")
                continue
            }
            if CalendarDay(values["until"]!.value) == nil {
                errors.append(PolicyError(mark: values["until"]!.mark, message: "`until` must be a day as 2027-01-31"))
            }
            found.append(
                PolicyException(
                    mark: mark(element), target: values["target"]!, imports: values["imports"]!,
                    until: values["until"]!, reason: values["reason"]!.value))
        }
        return found
    }
}
