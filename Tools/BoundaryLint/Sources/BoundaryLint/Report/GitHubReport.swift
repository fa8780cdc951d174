/// Findings as workflow commands of GitHub Actions, which shows each on its line of the change.
public enum GitHubReport {
    /// The answer of `boundary check --format github`.
    public static func text(_ result: CheckResult) -> String {
        let findings = result.findings.map { finding in
            command(
                finding.path, line: finding.line, column: finding.column, title: finding.rule.rawValue,
                "\(finding.message)\nwhy: \(finding.why)\nfix: \(finding.remedy)")
        }
        let problems = result.problems.map { problem in
            command(
                problem.path, line: problem.line, column: nil, title: "not checked",
                problem.message + (problem.remedy.map { "\nfix: \($0)" } ?? ""))
        }
        return (findings + problems).joined()
    }

    /// The same where the policy is at fault.
    public static func text(_ errors: PolicyErrors) -> String {
        errors.errors.map { error in
            command(
                error.mark.path, line: error.mark.line, column: error.mark.column, title: "policy", error.message)
        }.joined()
    }

    private static func command(_ path: String, line: Int?, column: Int?, title: String, _ text: String) -> String {
        var properties = "file=\(property(path))"
        if let line { properties += ",line=\(line)" }
        if let column { properties += ",col=\(column)" }
        return "::error \(properties),title=boundary%3A \(property(title))::\(data(text))\n"
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
