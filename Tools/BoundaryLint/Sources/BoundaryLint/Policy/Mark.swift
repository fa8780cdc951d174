/// A place in a policy file, for pointing at the line that states a rule.
public struct PolicyMark: Sendable, Hashable {
    /// Relative to the package's folder.
    public var path: String
    public var line: Int
    public var column: Int

    public var text: String { "\(path):\(line)" }
}

/// A value with the place where the policy states it.
struct Stated<Value: Sendable & Hashable>: Sendable, Hashable {
    var value: Value
    var mark: PolicyMark
}

/// A fault in the policy itself. Nothing is checked while there is one.
public struct PolicyError: Error, Sendable, Hashable {
    public var mark: PolicyMark
    public var message: String
}

/// All faults that were found in the policy, in the order of the files.
public struct PolicyErrors: Error, Sendable, Hashable {
    public var errors: [PolicyError]
}
