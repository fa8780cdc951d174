/// Findings as JUnit XML: a test case for every finding and problem, and a passing one for every rule that holds.
public enum JUnitReport {
    /// The answer of `boundary check --format junit`.
    public static func text(_ result: CheckResult, milliseconds: Int) -> String {
        let held = Rule.allCases.filter { rule in !result.findings.contains { $0.rule == rule } }
        let cases =
            held.map { "    <testcase classname=\"boundary\" name=\"\($0.rawValue)\"/>" }
            + result.findings.map { finding in
                testCase(
                    finding.rule.rawValue, "\(finding.path):\(finding.line):\(finding.column)", "failure",
                    finding.message, "why: \(finding.why)\nfix: \(finding.remedy)")
            }
            + result.problems.map { problem in
                let place = problem.line.map { "\(problem.path):\($0)" } ?? problem.path
                return testCase("not-checked", place, "error", problem.message, problem.remedy.map { "fix: \($0)" })
            }
        return suite(
            cases, failures: result.findings.count, errors: result.problems.count, milliseconds: milliseconds)
    }

    /// The same where the policy is at fault.
    public static func text(_ errors: PolicyErrors) -> String {
        let cases = errors.errors.map { error in
            testCase("policy", "\(error.mark.text):\(error.mark.column)", "error", error.message, nil)
        }
        return suite(cases, failures: 0, errors: cases.count, milliseconds: 0)
    }

    private static func suite(_ cases: [String], failures: Int, errors: Int, milliseconds: Int) -> String {
        let fraction = String(milliseconds % 1000)
        let time = "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
        let counts = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" time=\"\(time)\""
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="boundary" \(counts)>
              <testsuite name="boundary" \(counts)>
            \(cases.joined(separator: "\n"))
              </testsuite>
            </testsuites>

            """
    }

    private static func testCase(_ kind: String, _ name: String, _ tag: String, _ message: String, _ text: String?)
        -> String
    {
        """
            <testcase classname="boundary.\(kind)" name="\(escaped(name))">
              <\(tag) message="\(escaped(message))" type="\(kind)">\(escaped(text ?? ""))</\(tag)>
            </testcase>
        """
    }

    /// As text of an element or an attribute; what XML cannot hold at all becomes a question mark.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20: result += "?"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
