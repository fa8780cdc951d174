/// Findings for people: what, where, why, and what to do.
public struct TextReport {
    /// Whether to use a terminal's colours.
    public var isColoured: Bool

    public init(isColoured: Bool = false) { self.isColoured = isColoured }

    /// The whole report, ending with a line of counts.
    public func text(_ result: CheckResult, milliseconds: Int) -> String {
        let lines = result.findings.map(text) + result.problems.map(text)
        return (lines + [counts(result, milliseconds: milliseconds)]).joined(separator: "\n") + "\n"
    }

    /// The last line: clean or not, and how much was looked at.
    func counts(_ result: CheckResult, milliseconds: Int) -> String {
        var counts =
            "\(result.files) files, \(result.imports) imports, \(result.modules) modules, \(milliseconds) ms"
        if result.baselined > 0 { counts += "; in baselines: \(count(result.baselined, "violation"))" }
        if let elsewhere = result.elsewhere { counts += "; in unchanged files: \(count(elsewhere, "violation"))" }
        if result.findings.isEmpty && result.problems.isEmpty { return "boundary: clean (\(counts))" }
        var summary = "boundary: \(count(result.findings.count, "violation"))"
        if !result.problems.isEmpty { summary += ", \(count(result.problems.count, "problem"))" }
        return "\(summary) (\(counts))"
    }

    /// One finding.
    public func text(_ finding: Finding) -> String {
        let place = "\(finding.path):\(finding.line):\(finding.column)"
        let stated = finding.statedAt.map { " (\($0.text))" } ?? ""
        return """
            \(bold(place)): \(red("error")): [\(finding.rule.rawValue)] \(finding.message)
              why: \(finding.why)\(stated)
              fix: \(finding.remedy)
            """
    }

    /// One thing that could not be checked.
    public func text(_ problem: CheckProblem) -> String {
        let place = problem.line.map { "\(problem.path):\($0)" } ?? problem.path
        let remedy = problem.remedy.map { "\n  fix: \($0)" } ?? ""
        return "\(bold(place)): \(red("not checked")): \(problem.message)\(remedy)"
    }

    /// One fault of the policy.
    public func text(_ error: PolicyError) -> String {
        "\(bold("\(error.mark.text):\(error.mark.column)")): \(red("policy")): \(error.message)"
    }

    private func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
    private func bold(_ text: String) -> String { isColoured ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    private func red(_ text: String) -> String { isColoured ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
}
