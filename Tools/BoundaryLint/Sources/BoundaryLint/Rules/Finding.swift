/// A violation: what, where, why, and what to do.
public struct Finding: Sendable, Hashable {
    public var rule: Rule
    /// Relative to the package's folder.
    public var path: String
    public var line: Int
    public var column: Int
    public var message: String
    public var why: String
    /// The policy's line that states the rule; nil for rules that hold for every package.
    public var statedAt: PolicyMark?
    public var remedy: String
    /// What an exception has to name to suspend it: the imported module, or the rule.
    var subject: String
}

/// Why an import is refused, before it is known where it stands.
struct Refusal {
    var rule: Rule
    var message: String
    var why: String
    var statedAt: PolicyMark?
    var remedy: String
}
