import SharedKernel
public import Users

/// What every ``AccountDirectory`` promises, whatever stands behind it.
public enum AccountDirectoryConformance {
    /// What `directory` does wrong, one sentence each; empty when it keeps its promises.
    /// - Parameters:
    ///   - enabled: an account that the directory holds and that may sign in.
    ///   - disabled: an account that the directory holds and that may not.
    public static func violations(
        of directory: any AccountDirectory, enabled: Account, disabled: Account
    ) async throws -> [String] {
        var violations: [String] = []
        for account in [enabled, disabled] {
            if try await directory.account(id: account.id) != account {
                violations.append("account(id:) does not find \(account.id)")
            }
            if try await directory.account(email: account.email) != account {
                violations.append("account(email:) does not find \(account.id)")
            }
        }
        if try await directory.account(id: UserID()) != nil { violations.append("account(id:) finds an unknown id") }
        if let stranger = EmailAddress("nobody.\(UserID())@example.com"),
            try await directory.account(email: stranger) != nil
        {
            violations.append("account(email:) finds an unknown address")
        }
        if enabled.isDisabled || !disabled.isDisabled { violations.append("isDisabled is not kept") }
        return violations
    }
}
