import Yams

extension PolicyReader {
    /// One `boundary-baseline.yml` of the module in `folder`; nil where it is at fault.
    mutating func baseline(_ text: String, folder: String) -> Baseline? {
        guard let root = document(text) else { return nil }
        var values: [String: Stated<String>] = [:]
        var entries: [Baseline.Entry] = []
        for (key, _, value) in mapping(root, Baseline.fileName, keys: ["owner", "since", "until", "violations"]) {
            if key == "violations" {
                entries = violations(value, folder: folder)
            } else {
                values[key] = string(value, "`\(key)`")
            }
        }
        guard let owner = values["owner"], let since = values["since"].flatMap({ CalendarDay($0.value) }),
            let until = values["until"].flatMap({ CalendarDay($0.value) })
        else {
            fail(root, "a baseline needs `owner`, and the days `since` and `until` as 2027-01-31")
            return nil
        }
        if entries.isEmpty { fail(root, "the baseline holds no violation; remove the file") }
        for (first, second) in zip(entries, entries.dropFirst()) where first.key >= second.key {
            let message = "entries must be sorted by path, rule and subject, each once; `boundary baseline` sorts them"
            errors.append(PolicyError(mark: second.mark, message: message))
        }
        return Baseline(mark: mark(nil), owner: owner.value, since: since, until: until, entries: entries)
    }

    private mutating func violations(_ node: Node, folder: String) -> [Baseline.Entry] {
        guard let sequence = node.sequence else {
            fail(node, "`violations` must be a list")
            return []
        }
        return sequence.compactMap { violation($0, folder: folder) }
    }

    private mutating func violation(_ node: Node, folder: String) -> Baseline.Entry? {
        var values: [String: String] = [:]
        for (key, _, value) in mapping(node, "a violation", keys: ["rule", "path", "subject", "count"]) {
            values[key] = string(value, "`\(key)`")?.value
        }
        guard let rule = values["rule"].flatMap(Rule.init), let path = values["path"], let subject = values["subject"],
            let count = values["count"].flatMap({ Int($0) }), count > 0
        else {
            fail(node, "a violation needs `rule` (one of boundary's), `path`, `subject` and `count` (at least 1)")
            return nil
        }
        if !path.hasPrefix(folder + "/") { fail(node, "`\(path)` lies outside the module's folder") }
        return Baseline.Entry(mark: mark(node), rule: rule, path: path, subject: subject, count: count)
    }
}
