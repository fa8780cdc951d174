/// Holds a package against its policy.
public struct Checker: Sendable {
    public var package: PackageModel
    public var policy: ResolvedPolicy?
    public var today: CalendarDay

    public init(package: PackageModel, policy: ResolvedPolicy?, today: CalendarDay = .today()) {
        self.package = package
        self.policy = policy
        self.today = today
    }

    /// Checks every file of every target. With `paths`, reads only the files at or below them (relative to the
    /// package) and leaves out the rules that need a target as a whole.
    public func check(paths: [String] = []) -> CheckResult {
        var problems: [CheckProblem] = []
        let scanned = scan(select(paths, &problems))
        return result(of: scanned, problems, isWhole: paths.isEmpty)
    }

    /// Reads the files of each target, on all cores.
    func scan(_ selection: [(target: PackageTarget, files: [String])]) -> [ScannedTarget] {
        let facts = scanner.scan(selection.flatMap(\.files))
        var start = 0
        return selection.map { target, files in
            defer { start += files.count }
            return ScannedTarget(target: target, files: Array(facts[start..<(start + files.count)]))
        }
    }

    var scanner: FileScanner { FileScanner(root: package.root, sqlType: policy?.policy.sql?.type.value) }

    /// What the rules say to what was read.
    func result(of scanned: [ScannedTarget], _ problems: [CheckProblem] = [], isWhole: Bool) -> CheckResult {
        let files = scanned.flatMap(\.files)
        var result = CheckResult()
        result.files = files.count
        result.imports = files.reduce(0) { $0 + $1.imports.count }
        result.modules = Set(policy?.places.values.compactMap(\.module) ?? package.targets.map(\.name)).count
        result.problems = problems
        result.problems += files.flatMap { file in
            file.problems.map { CheckProblem(path: file.path, line: $0.line, message: $0.message) }
        }
        if isWhole { result.problems += UnclaimedFiles(package: package, policy: policy).problems() }
        result.findings = findings(scanned, isWhole: isWhole)
        result.baselined = policy?.policy.baselines.values.flatMap(\.entries).reduce(0) { $0 + $1.count } ?? 0
        return result
    }

    /// All findings in the order of the files, less what an exception allows.
    func findings(_ scanned: [ScannedTarget], isWhole: Bool) -> [Finding] {
        var findings = fileFindings(scanned)
        if isWhole { findings += DependencyRules(package: package, policy: policy).unused(scanned) }
        if isWhole { findings += CycleRule(package: package, policy: policy).cycles(scanned) }
        findings = applyExceptions(to: findings, scanned, isWhole: isWhole) + strictness(scanned)
        return applyBaselines(to: findings, isWhole: isWhole).sorted {
            ($0.path, $0.line, $0.column, $0.rule.rawValue) < ($1.path, $1.line, $1.column, $1.rule.rawValue)
        }
    }

    private func select(_ paths: [String], _ problems: inout [CheckProblem]) -> [(
        target: PackageTarget, files: [String]
    )] {
        if paths.isEmpty { return package.targets.map { ($0, $0.files) } }
        for path in paths where !package.targets.contains(where: { $0.files.contains { Self.holds(path, $0) } }) {
            problems.append(
                CheckProblem(
                    path: path, message: "no target of the package has a Swift file here",
                    remedy: "name a file or a folder of one"))
        }
        return package.targets.map { target in
            (target, target.files.filter { file in paths.contains { Self.holds($0, file) } })
        }
    }

    private static func holds(_ path: String, _ file: String) -> Bool {
        path == "." || file == path || file.hasPrefix(path + "/")
    }

    private func fileFindings(_ scanned: [ScannedTarget]) -> [Finding] {
        let imports = ImportRules(package: package, policy: policy)
        let sql = policy.flatMap { SQLRules(policy: $0) }
        return scanned.flatMap { target in
            target.files.flatMap { file in
                imports.findings(file, target.target) + (sql?.findings(file, target.target) ?? [])
            }
        }
    }
}

/// A target with what was read of its files.
struct ScannedTarget {
    var target: PackageTarget
    var files: [FileFacts]
}

/// What a check came to.
public struct CheckResult: Sendable {
    public var findings: [Finding] = []
    public var problems: [CheckProblem] = []
    public var files = 0
    public var imports = 0
    public var modules = 0
    /// Violations that baselines know.
    public var baselined = 0
    /// Violations in files that have not changed; counted only where changes alone were asked for.
    public var elsewhere: Int?

    public init() {}
}
