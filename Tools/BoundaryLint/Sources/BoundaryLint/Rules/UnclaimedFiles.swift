/// Swift files in the policy's folders that no target compiles: nothing would ever check them.
struct UnclaimedFiles {
    var package: PackageModel
    var policy: ResolvedPolicy?

    func problems() -> [CheckProblem] {
        guard let policy = policy?.policy else { return [] }
        let folders = [policy.modulesFolder, policy.appsFolder, policy.testsFolder].compactMap { $0?.value }
        let claimed = Set(package.targets.map(\.folder))
        var found: [CheckProblem] = []
        for folder in folders { walk(folder, claimed, &found) }
        return found
    }

    /// What lies in a target's folder and is left out there, is left out on purpose; so is a package of its own.
    private func walk(_ folder: String, _ claimed: Set<String>, _ found: inout [CheckProblem]) {
        guard !claimed.contains(folder), let entries = try? Folder.entries("\(package.root)/\(folder)"),
            !entries.contains(where: { $0.name == "Package.swift" })
        else { return }
        for entry in entries {
            let path = "\(folder)/\(entry.name)"
            if entry.isFolder {
                walk(path, claimed, &found)
            } else if entry.name.hasSuffix(".swift") {
                found.append(
                    CheckProblem(
                        path: path, message: "no target of the package compiles this file",
                        remedy: "give it a target in Package.swift, move it into one, or remove it"))
            }
        }
    }
}
