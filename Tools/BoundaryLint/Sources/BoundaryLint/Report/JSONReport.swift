/// Findings and facts for programs.
public enum JSONReport {
    /// The answer of `boundary check --format json`.
    public static func text(_ result: CheckResult, milliseconds: Int) -> String {
        let findings = result.findings.map { finding in
            JSON.object([
                ("rule", .string(finding.rule.rawValue)), ("path", .string(finding.path)),
                ("line", .number(finding.line)), ("column", .number(finding.column)),
                ("message", .string(finding.message)), ("why", .string(finding.why)),
                ("statedAt", finding.statedAt.map(place) ?? .null), ("fix", .string(finding.remedy)),
            ])
        }
        let counts = JSON.object([
            ("files", .number(result.files)), ("imports", .number(result.imports)),
            ("modules", .number(result.modules)), ("milliseconds", .number(milliseconds)),
            ("baselined", .number(result.baselined)),
            ("elsewhere", result.elsewhere.map(JSON.number) ?? .null),
        ])
        return JSON.object([
            ("version", .number(1)), ("findings", .array(findings)),
            ("problems", .array(result.problems.map(problem))), ("counts", counts),
        ]).text + "\n"
    }

    /// The answer of `boundary check --format json` where the policy is at fault.
    public static func text(_ errors: PolicyErrors) -> String {
        let list = errors.errors.map { error in
            JSON.object([
                ("path", .string(error.mark.path)), ("line", .number(error.mark.line)),
                ("column", .number(error.mark.column)), ("message", .string(error.message)),
            ])
        }
        return JSON.object([("version", .number(1)), ("policyErrors", .array(list))]).text + "\n"
    }

    /// The answer of `boundary imports --format json`.
    public static func text(_ files: [(path: String, reading: ImportReading)]) -> String {
        let list = files.map { file in
            JSON.object([
                ("path", .string(file.path)), ("imports", .array(file.reading.imports.map(fact))),
                (
                    "problems",
                    .array(
                        file.reading.problems.map {
                            .object([("line", .number($0.line)), ("message", .string($0.message))])
                        })
                ),
            ])
        }
        return JSON.object([("files", .array(list))]).text + "\n"
    }

    private static func fact(_ fact: ImportFact) -> JSON {
        .object([
            ("module", .string(fact.module)), ("line", .number(fact.line)), ("column", .number(fact.column)),
            ("access", fact.access.map(JSON.string) ?? .null), ("attributes", .array(fact.attributes.map(JSON.string))),
            ("kind", fact.kind.map(JSON.string) ?? .null), ("path", .array(fact.path.map(JSON.string))),
            ("conditions", .array(fact.conditions.map(JSON.string))),
        ])
    }

    private static func place(_ mark: PolicyMark) -> JSON {
        .object([("path", .string(mark.path)), ("line", .number(mark.line))])
    }

    private static func problem(_ problem: CheckProblem) -> JSON {
        .object([
            ("path", .string(problem.path)), ("line", problem.line.map(JSON.number) ?? .null),
            ("message", .string(problem.message)), ("fix", problem.remedy.map(JSON.string) ?? .null),
        ])
    }
}

/// JSON with its keys in the order given.
enum JSON {
    case null
    case boolean(Bool)
    case number(Int)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])

    var text: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let number): String(number)
        case .string(let string): Self.quoted(string)
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ", ") + "]"
        case .object(let pairs):
            "{" + pairs.map { "\(Self.quoted($0.0)): \($0.1.text)" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
