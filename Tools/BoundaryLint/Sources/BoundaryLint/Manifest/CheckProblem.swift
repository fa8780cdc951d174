/// Something that could not be checked. A run with one never counts as clean.
public struct CheckProblem: Error, Sendable, Hashable {
    public var path: String
    public var line: Int?
    public var message: String
    /// What mends it, where that is known.
    public var remedy: String?

    public init(path: String, line: Int? = nil, message: String, remedy: String? = nil) {
        self.path = path
        self.line = line
        self.message = message
        self.remedy = remedy
    }
}
