/// Writes down the violations that are there, for modules without a baseline, and takes out of the others what is
/// mended. It never adds to a baseline that stands.
public struct BaselineWriter {
    /// One baseline file that has to change.
    public struct Change: Sendable, Hashable {
        /// Relative to the package's folder.
        public var path: String
        /// The file's new text; nil where it goes away.
        public var text: String?
        public var count: Int
    }

    private let checker: Checker
    private let policy: ResolvedPolicy

    /// Nil where there is no policy, and so no modules.
    public init?(_ checker: Checker) {
        guard let policy = checker.policy else { return nil }
        self.checker = checker
        self.policy = policy
    }

    /// What has to change.
    ///
    /// - Parameters:
    ///   - owner: who mends a module's violations; where nil, the first of its owners.
    ///   - until: the day by which new baselines have to be gone; where nil, none is begun.
    public func changes(owner: String?, until: CalendarDay?) -> [Change] {
        var bare = checker
        bare.policy?.policy.baselines = [:]
        let findings = bare.check().findings.filter { ![.exception, .baseline].contains($0.rule) }
        let modules = Set(policy.places.values.compactMap(\.module)).sorted()
        return modules.compactMap { module in
            let folder = policy.folder(ofModule: module) + "/"
            let counts = findings.filter { $0.path.hasPrefix(folder) }
                .reduce(into: [Baseline.Key: Int]()) { $0[Baseline.Key($1), default: 0] += 1 }
            return change(module, folder + Baseline.fileName, counts, owner: owner, until: until)
        }
    }

    private func change(
        _ module: String, _ path: String, _ counts: [Baseline.Key: Int], owner: String?, until: CalendarDay?
    ) -> Change? {
        var baseline: Baseline
        let mark = PolicyMark(path: path, line: 1, column: 1)
        let settings = policy.policy.modules[module]
        if let standing = policy.policy.baselines[module] {
            baseline = standing
            baseline.entries = standing.entries.compactMap { entry in
                guard let now = counts[entry.key] else { return nil }
                var entry = entry
                entry.count = min(entry.count, now)
                return entry
            }
            if baseline.entries == standing.entries { return nil }
        } else {
            guard let until, let owner = owner ?? settings?.owners.first?.value, settings?.strict == nil,
                !counts.isEmpty
            else { return nil }
            let entries = counts.sorted { $0.key < $1.key }.map { key, count in
                Baseline.Entry(mark: mark, rule: key.rule, path: key.path, subject: key.subject, count: count)
            }
            baseline = Baseline(mark: mark, owner: owner, since: checker.today, until: until, entries: entries)
        }
        let count = baseline.entries.reduce(0) { $0 + $1.count }
        return Change(path: path, text: baseline.entries.isEmpty ? nil : baseline.text, count: count)
    }
}
