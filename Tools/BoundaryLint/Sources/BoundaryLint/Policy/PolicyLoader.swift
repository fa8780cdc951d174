/// Finds and reads the policy files of a package.
public struct PolicyLoader {
    public var root: String

    public init(root: String) { self.root = root }

    /// The policy, or nil where the package has no `boundaries.yml`: then only what the manifest says is checked.
    public func load(for package: PackageModel) throws(PolicyErrors) -> ResolvedPolicy? {
        guard Folder.exists("\(root)/boundaries.yml") else { return nil }
        let text = try contents("boundaries.yml")
        var reader = PolicyReader(path: "boundaries.yml")
        var policy = reader.boundaries(text)
        var errors = reader.errors
        for name in moduleFolders(policy.modulesFolder.value) {
            let folder = "\(policy.modulesFolder.value)/\(name)"
            let baseline = "\(folder)/\(Baseline.fileName)"
            if Folder.exists("\(root)/\(baseline)") {
                let text = try contents(baseline)
                var reader = PolicyReader(path: baseline)
                policy.baselines[name] = reader.baseline(text, folder: folder)
                errors += reader.errors
            }
            let path = "\(folder)/module.yml"
            guard Folder.exists("\(root)/\(path)") else { continue }
            let text = try contents(path)
            var reader = PolicyReader(path: path)
            policy.modules[name] = reader.module(text)
            errors += reader.errors
        }
        guard errors.isEmpty else { throw PolicyErrors(errors: errors) }
        var resolver = PolicyResolver(policy: policy, package: package)
        let resolved = resolver.resolve()
        guard resolver.errors.isEmpty else { throw PolicyErrors(errors: resolver.errors) }
        return resolved
    }

    /// A policy that is there and cannot be read must not pass for none.
    private func contents(_ path: String) throws(PolicyErrors) -> String {
        if let text = FileBuffer.text("\(root)/\(path)") { return text }
        let mark = PolicyMark(path: path, line: 1, column: 1)
        throw PolicyErrors(errors: [PolicyError(mark: mark, message: "the file cannot be read")])
    }

    private func moduleFolders(_ folder: String) -> [String] {
        ((try? Folder.entries("\(root)/\(folder)")) ?? []).filter(\.isFolder).map(\.name)
    }
}
