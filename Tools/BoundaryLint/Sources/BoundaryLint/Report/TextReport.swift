/// Findings for people: what, where, why, and what to do.
public struct TextReport {
    /// Whether to use a terminal's colours.
    public var isColoured: Bool

    public init(isColoured: Bool = false) { self.isColoured = isColoured }

    /// The whole report, ending with a line of counts.
    public func text(_ result: CheckResult, milliseconds: Int) -> String {
        var lines = result.findings.map(text) + result.problems.map(text)
        let counts =
            "\(result.files) files, \(result.imports) imports, \(result.modules) modules, \(milliseconds) ms"
        if lines.isEmpty { return "boundary: clean (\(counts))\n" }
        var summary = "boundary: \(count(result.findings.count, "violation"))"
        if !result.problems.isEmpty { summary += ", \(count(result.problems.count, "problem"))" }
        lines.append("\(summary) (\(counts))")
        return lines.joined(separator: "\n") + "\n"
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
