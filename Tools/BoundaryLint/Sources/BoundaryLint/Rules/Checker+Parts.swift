extension Checker {
    /// Checks the whole package and keeps what the changes answer for: findings in changed files, and those that no
    /// single source file answers for (the manifest, the policy, circles). A change of manifest or policy answers for
    /// everything. The rest is counted and not listed.
    public func check(changed: ChangedFiles) -> CheckResult {
        var result = check()
        result.elsewhere = 0
        if changed.includesPolicy { return result }
        let sources = Set(package.targets.flatMap(\.files))
        let all = result.findings.count
        result.findings.removeAll { finding in
            sources.contains(finding.path) && !changed.paths.contains(finding.path) && finding.rule != .cycle
        }
        result.elsewhere = all - result.findings.count
        return result
    }

    /// Checks a text as if it were the file at `path` (relative to the package), which need not be saved yet.
    public func check(text: [UInt8], as path: String) -> CheckResult {
        let owners = package.targets.filter { $0.files.contains(path) }
        let folders = package.targets.filter { path.hasPrefix($0.folder + "/") }
        guard let target = owners.first ?? folders.max(by: { $0.folder.utf8.count < $1.folder.utf8.count }) else {
            var result = CheckResult()
            result.problems = [
                CheckProblem(
                    path: path, message: "no target of the package has its files here",
                    remedy: "give the path that the file has or will have")
            ]
            return result
        }
        let facts = text.withUnsafeBufferPointer { scanner.facts(path, $0) }
        return result(of: [ScannedTarget(target: target, files: [facts])], isWhole: false)
    }
}
