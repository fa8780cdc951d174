/// All that is wrong with one request, each with the path of its field.
public struct WireProblems: Sendable {
    /// The most problems that one answer lists.
    static let most = 100

    /// One thing that is wrong.
    public struct Problem: Hashable, Sendable {
        /// Where: `items[0].quantity`; empty for the whole body.
        public let field: String
        /// What, as the end of a sentence that begins with the field: "must be at least 1".
        public let message: String

        /// A problem at a field.
        public init(field: String, message: String) {
            self.field = field
            self.message = message
        }
    }

    /// What was found, in the order of the fields.
    public private(set) var problems: [Problem] = []
    private var path: [Step] = []

    private enum Step {
        case name(String)
        case index(Int)
    }

    /// Nothing wrong yet.
    public init() {}

    /// Whether nothing was found.
    public var isEmpty: Bool { problems.isEmpty }

    /// Says what is wrong with the value that is being read.
    public mutating func add(_ message: String) {
        guard problems.count < Self.most else { return }
        problems.append(Problem(field: pathText(adding: nil), message: message))
    }

    /// Says what is wrong with a member of the value that is being read.
    public mutating func add(_ member: String, _ message: String) {
        guard problems.count < Self.most else { return }
        problems.append(Problem(field: pathText(adding: member), message: message))
    }

    mutating func within<T>(_ member: String, _ body: (inout WireProblems) -> T) -> T {
        path.append(.name(member))
        defer { path.removeLast() }
        return body(&self)
    }

    mutating func within<T>(index: Int, _ body: (inout WireProblems) -> T) -> T {
        path.append(.index(index))
        defer { path.removeLast() }
        return body(&self)
    }

    private func pathText(adding member: String?) -> String {
        var text = ""
        for step in path {
            switch step {
            case .name(let name): text += text.isEmpty ? name : "." + name
            case .index(let index): text += "[\(index)]"
            }
        }
        if let member { text += text.isEmpty ? member : "." + member }
        return text
    }
}
