/// Finds and reads the policy files of a package.
public struct PolicyLoader {
    public var root: String

    public init(root: String) { self.root = root }

    /// The policy, or nil where the package has no `boundaries.yml`: then only what the manifest says is checked.
    public func load(for package: PackageModel) throws(PolicyErrors) -> ResolvedPolicy? {
        guard let text = FileBuffer.text("\(root)/boundaries.yml") else { return nil }
        var reader = PolicyReader(path: "boundaries.yml")
        var policy = reader.boundaries(text)
        var errors = reader.errors
        for name in moduleFolders(policy.modulesFolder.value) {
            let path = "\(policy.modulesFolder.value)/\(name)/module.yml"
            guard let text = FileBuffer.text("\(root)/\(path)") else { continue }
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

    private func moduleFolders(_ folder: String) -> [String] {
        ((try? Folder.entries("\(root)/\(folder)")) ?? []).filter(\.isFolder).map(\.name)
    }
}
