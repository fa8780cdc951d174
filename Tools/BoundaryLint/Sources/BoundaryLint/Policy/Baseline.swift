/// Violations of one module from before a rule: known, owned, and to be mended by a day.
struct Baseline: Sendable, Hashable {
    static let fileName = "boundary-baseline.yml"

    /// So many violations of one rule in one file, all about the same module (or the rule itself for SQL).
    struct Entry: Sendable, Hashable {
        var mark: PolicyMark
        var rule: Rule
        var path: String
        var subject: String
        var count: Int

        var key: Key { Key(rule: rule, path: path, subject: subject) }
    }

    /// What tells entries apart: no line numbers, which every edit would change.
    struct Key: Sendable, Hashable {
        var rule: Rule
        var path: String
        var subject: String
    }

    var mark: PolicyMark
    var owner: String
    var since: CalendarDay
    var until: CalendarDay
    var entries: [Entry]

    /// The file's text.
    var text: String {
        let lines = entries.map { entry in
            "  - { rule: \(entry.rule.rawValue), path: \(Self.quoted(entry.path)), "
                + "subject: \(Self.quoted(entry.subject)), count: \(entry.count) }\n"
        }
        return """
            # Known violations, to be mended by the day. This file may only shrink: `boundary baseline` renews it.
            owner: \(Self.quoted(owner))
            since: \(since.text)
            until: \(until.text)
            violations:
            \(lines.joined())
            """
    }

    private static func quoted(_ text: String) -> String { JSON.string(text).text }
}

extension Baseline.Key: Comparable {
    init(_ finding: Finding) {
        self.init(rule: finding.rule, path: finding.path, subject: finding.subject)
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.path, left.rule.rawValue, left.subject) < (right.path, right.rule.rawValue, right.subject)
    }
}
