extension Checker {
    /// Takes away what the baselines know, and adds what is wrong with them: stale entries, a day that is over.
    func applyBaselines(to findings: [Finding], isWhole: Bool) -> [Finding] {
        guard let baselines = policy?.policy.baselines, !baselines.isEmpty else { return findings }
        var findings = findings
        var faults: [Finding] = []
        for baseline in baselines.values {
            if baseline.until < today {
                faults.append(
                    fault(
                        baseline.mark, "the baseline has expired",
                        "\(baseline.owner) had until \(baseline.until.text) to mend what it holds"))
                continue
            }
            for entry in baseline.entries {
                let known = findings.filter { Baseline.Key($0) == entry.key }
                // More than are known: which of them is the new one cannot be told, so that all are listed.
                if known.count <= entry.count { findings.removeAll { Baseline.Key($0) == entry.key } }
                if isWhole, known.count < entry.count {
                    faults.append(
                        fault(
                            entry.mark, "the baseline knows more violations than there are",
                            "it says \(entry.count) of `\(entry.rule.rawValue)` about `\(entry.subject)` in "
                                + "\(entry.path), and \(known.count) are left"))
                }
            }
        }
        return findings + faults
    }

    private func fault(_ mark: PolicyMark, _ message: String, _ why: String) -> Finding {
        Finding(
            rule: .baseline, path: mark.path, line: mark.line, column: mark.column, message: message, why: why,
            statedAt: nil,
            remedy: "mend the violations, then run `boundary baseline`, which takes out what is mended", subject: "")
    }

    /// What `strict: true` forbids: exceptions in comments and in the policy, and a baseline.
    func strictness(_ scanned: [ScannedTarget]) -> [Finding] {
        guard let policy, policy.policy.modules.values.contains(where: { $0.strict != nil }) else { return [] }
        var found: [Finding] = []
        for target in scanned {
            guard let (module, stated) = strict(target.target.name, policy) else { continue }
            for file in target.files {
                for allowance in file.allowances {
                    let mark = PolicyMark(path: file.path, line: allowance.line, column: allowance.column)
                    found.append(refused(mark, module, stated))
                }
            }
        }
        for exception in policy.policy.exceptions {
            guard let (module, stated) = strict(exception.target.value, policy) else { continue }
            found.append(refused(exception.mark, module, stated))
        }
        for (module, baseline) in policy.policy.baselines {
            guard let stated = policy.policy.modules[module]?.strict else { continue }
            found.append(refused(baseline.mark, module, stated))
        }
        return found
    }

    private func strict(_ target: String, _ policy: ResolvedPolicy) -> (module: String, stated: PolicyMark)? {
        guard let module = policy.places[target]?.module else { return nil }
        return policy.policy.modules[module]?.strict.map { (module, $0) }
    }

    private func refused(_ mark: PolicyMark, _ module: String, _ stated: PolicyMark) -> Finding {
        Finding(
            rule: .exception, path: mark.path, line: mark.line, column: mark.column,
            message: "module \(module) is strict and has an exception", why: "module \(module) states `strict: true`",
            statedAt: stated, remedy: "mend the cause and remove the exception", subject: "")
    }
}
