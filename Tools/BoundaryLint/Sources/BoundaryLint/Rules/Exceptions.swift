extension Checker {
    /// Takes away what an exception allows, and adds what is wrong with the exceptions: unused, expired, malformed.
    func applyExceptions(to findings: [Finding], _ scanned: [ScannedTarget], isWhole: Bool) -> [Finding] {
        var findings = findings
        var faults: [Finding] = []
        for file in scanned.flatMap(\.files) {
            for allowance in file.allowances { apply(allowance, in: file, &findings, &faults) }
        }
        for exception in policy?.policy.exceptions ?? [] {
            apply(exception, scanned, isWhole: isWhole, &findings, &faults)
        }
        return findings + faults
    }

    private func apply(
        _ allowance: Allowance, in file: FileFacts, _ findings: inout [Finding], _ faults: inout [Finding]
    ) {
        guard let subject = allowance.subject, let until = allowance.until else {
            faults.append(
                fault(file.path, allowance, "the exception is not understood", "it names no module, day and reason"))
            return
        }
        let line = allowance.line + (allowance.standsAlone ? 1 : 0)
        let covered = findings.filter { $0.path == file.path && $0.line == line && covers(subject, $0) }
        if covered.isEmpty {
            faults.append(
                fault(
                    file.path, allowance, "the exception for `\(subject)` allows nothing", "no violation stands there"))
        } else if until < today {
            faults.append(
                fault(
                    file.path, allowance, "the exception for `\(subject)` has expired",
                    "it was allowed until \(until.text)"))
        } else {
            findings.removeAll(where: covered.contains)
        }
    }

    private func covers(_ subject: String, _ finding: Finding) -> Bool {
        finding.subject == subject || finding.rule.rawValue == subject
    }

    private func fault(_ path: String, _ allowance: Allowance, _ message: String, _ why: String) -> Finding {
        Finding(
            rule: .exception, path: path, line: allowance.line, column: allowance.column, message: message, why: why,
            statedAt: nil,
            remedy: "mend the cause and remove the comment; one that holds reads "
                + "`boundary:allow MODULE until 2027-01-31 -- reason`", subject: "")
    }

    private func apply(
        _ exception: PolicyException, _ scanned: [ScannedTarget], isWhole: Bool, _ findings: inout [Finding],
        _ faults: inout [Finding]
    ) {
        let files = Set(scanned.first { $0.target.name == exception.target.value }?.files.map(\.path) ?? [])
        let covered = findings.filter { files.contains($0.path) && $0.subject == exception.imports.value }
        let message: String
        if covered.isEmpty {
            // A check of single files says nothing on what stands in the others.
            guard isWhole else { return }
            message = "the exception allows nothing"
        } else if let until = CalendarDay(exception.until.value), until < today {
            message = "the exception has expired"
        } else {
            findings.removeAll(where: covered.contains)
            return
        }
        faults.append(
            Finding(
                rule: .exception, path: exception.mark.path, line: exception.mark.line, column: exception.mark.column,
                message: "`\(exception.target.value)` imports `\(exception.imports.value)`: \(message)",
                why: "it was allowed until \(exception.until.value) because: \(exception.reason)",
                statedAt: exception.mark,
                remedy: "mend the cause and remove the exception", subject: ""))
    }
}
