/// Findings as SARIF 2.1.0, for code scanning.
public enum SARIFReport {
    /// The answer of `boundary check --format sarif`.
    ///
    /// - Parameter root: the package's folder, which every path is relative to.
    public static func text(_ result: CheckResult, root: String) -> String {
        run(
            root: root, results: result.findings.map(self.result), notes: result.problems.map(note),
            key: "toolExecutionNotifications")
    }

    /// The same where the policy is at fault and nothing was checked.
    public static func text(_ errors: PolicyErrors, root: String) -> String {
        let notes = errors.errors.map { error in
            JSON.object([
                ("level", .string("error")), ("message", message(error.message)),
                ("locations", .array([location(error.mark.path, line: error.mark.line, column: error.mark.column)])),
            ])
        }
        return run(root: root, results: [], notes: notes, key: "toolConfigurationNotifications")
    }

    private static func run(root: String, results: [JSON], notes: [JSON], key: String) -> String {
        let invocation = JSON.object([
            ("executionSuccessful", .boolean(notes.isEmpty)), (key, .array(notes)),
        ])
        let base = JSON.object([("uri", .string("file://\(encoded(root))/"))])
        let run = JSON.object([
            ("tool", .object([("driver", driver)])), ("invocations", .array([invocation])),
            ("originalUriBaseIds", .object([("ROOT", base)])), ("columnKind", .string("unicodeCodePoints")),
            ("results", .array(results)),
        ])
        return JSON.object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
            ("runs", .array([run])),
        ]).text + "\n"
    }

    private static var driver: JSON {
        let rules = Rule.allCases.map { rule in
            JSON.object([
                ("id", .string(rule.rawValue)), ("shortDescription", message(rule.summary)),
                ("defaultConfiguration", .object([("level", .string("error"))])),
            ])
        }
        return .object([("name", .string("boundary")), ("rules", .array(rules))])
    }

    private static func result(_ finding: Finding) -> JSON {
        var hash = StableHash()
        // Without the line, so that a finding stays the same when lines above it come and go.
        for part in [finding.rule.rawValue, finding.path, finding.message] { hash.add(part) }
        let related = finding.statedAt.map { [location($0.path, line: $0.line, column: $0.column)] } ?? []
        return .object([
            ("ruleId", .string(finding.rule.rawValue)),
            ("ruleIndex", .number(Rule.allCases.firstIndex(of: finding.rule) ?? -1)),
            ("level", .string("error")),
            ("message", message("\(finding.message)\nwhy: \(finding.why)\nfix: \(finding.remedy)")),
            ("locations", .array([location(finding.path, line: finding.line, column: finding.column)])),
            ("relatedLocations", .array(related)),
            ("partialFingerprints", .object([("ruleAndMessage/v1", .string(hash.text))])),
        ])
    }

    private static func note(_ problem: CheckProblem) -> JSON {
        let text = problem.message + (problem.remedy.map { "\nfix: \($0)" } ?? "")
        return .object([
            ("level", .string("error")), ("message", message(text)),
            ("locations", .array([location(problem.path, line: problem.line, column: nil)])),
        ])
    }

    private static func message(_ text: String) -> JSON { .object([("text", .string(text))]) }

    private static func location(_ path: String, line: Int?, column: Int?) -> JSON {
        var artifact: [(String, JSON)] = [("uri", .string(encoded(path)))]
        if !path.hasPrefix("/") { artifact.append(("uriBaseId", .string("ROOT"))) }
        var place: [(String, JSON)] = [("artifactLocation", .object(artifact))]
        if let line {
            let region = [("startLine", JSON.number(line))] + (column.map { [("startColumn", .number($0))] } ?? [])
            place.append(("region", .object(region)))
        }
        return .object([("physicalLocation", .object(place))])
    }

    /// A path as it may stand in a URI.
    private static func encoded(_ path: String) -> String {
        path.utf8.reduce(into: "") { text, byte in
            if byte.isASCIIWord || "-.~/".utf8.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
    }
}
