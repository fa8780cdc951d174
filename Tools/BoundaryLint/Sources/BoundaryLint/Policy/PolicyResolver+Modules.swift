extension PolicyResolver {
    mutating func resolveModuleFiles() {
        let modules = modules
        let layers = Set(policy.layers.map(\.name.value))
        for (name, baseline) in policy.baselines where !modules.contains(name) {
            fail(baseline.mark, "no target lies in this module's folder, so that the file holds nothing")
        }
        for (name, module) in policy.modules.sorted(by: { $0.key < $1.key }) {
            guard modules.contains(name) else {
                fail(module.mark, "no target lies in this module's folder, so that the file rules nothing")
                continue
            }
            for target in module.contract ?? [] where !owns(target.value, module: name) {
                fail(target.mark, "module `\(name)` has no target `\(target.value)`")
            }
            for other in module.visibleTo ?? []
            where !modules.contains(other.value) && !layers.contains(other.value) && other.value != "apps" {
                fail(other.mark, "`\(other.value)` is no module, layer or `apps`")
            }
            for never in module.never { checkImportable(never) }
        }
    }

    private func owns(_ target: String, module: String) -> Bool {
        guard let target = package.target(named: target) else { return false }
        return target.folder.hasPrefix("\(policy.modulesFolder.value)/\(module)/")
    }

    /// A table has one owner: the one that names it, or else the one that names its schema.
    mutating func resolveTables() {
        var owners: [String: String] = [:]
        for (name, module) in policy.modules.sorted(by: { $0.key < $1.key }) {
            for table in module.tables {
                if let other = owners[table.value] {
                    fail(table.mark, "`\(table.value)` is owned by module `\(other)` already")
                }
                owners[table.value] = name
            }
        }
    }

    mutating func resolveSQLAndExceptions() {
        let modules = modules
        for name in policy.sql?.rawAllowedIn ?? [] where !modules.contains(name.value) && name.value != "tests" {
            fail(name.mark, "`\(name.value)` is no module, nor `tests`")
        }
        for exception in policy.exceptions {
            if package.target(named: exception.target.value) == nil {
                fail(exception.target.mark, "the package has no target `\(exception.target.value)`")
            }
            checkImportable(exception.imports)
        }
    }
}
