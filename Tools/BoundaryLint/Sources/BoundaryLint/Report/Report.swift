/// The forms that an answer of `boundary check` can take.
public enum Report: String, Sendable, CaseIterable {
    case text, json, sarif, github, junit

    /// The whole answer, ending with a line end.
    public func text(_ result: CheckResult, root: String, milliseconds: Int, isColoured: Bool = false) -> String {
        let summary = TextReport(isColoured: isColoured)
        return switch self {
        case .text: summary.text(result, milliseconds: milliseconds)
        case .json: JSONReport.text(result, milliseconds: milliseconds)
        case .sarif: SARIFReport.text(result, root: root)
        case .github: GitHubReport.text(result) + summary.counts(result, milliseconds: milliseconds) + "\n"
        case .junit: JUnitReport.text(result, milliseconds: milliseconds)
        }
    }

    /// The answer where the policy is at fault; nil for text, whose readers look at standard error.
    public func text(_ errors: PolicyErrors, root: String) -> String? {
        switch self {
        case .text: nil
        case .json: JSONReport.text(errors)
        case .sarif: SARIFReport.text(errors, root: root)
        case .github: GitHubReport.text(errors)
        case .junit: JUnitReport.text(errors)
        }
    }
}
