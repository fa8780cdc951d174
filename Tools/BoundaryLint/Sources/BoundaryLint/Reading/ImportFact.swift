/// One import declaration, as it stands in a file.
public struct ImportFact: Sendable, Hashable {
    /// The module named, without backticks: `A` in `import struct A.Thing`.
    public var module: String
    /// Where the module's name stands: the line, and the column in UTF-8 bytes, both from 1.
    public var line: Int
    public var column: Int
    /// The access level spelled out, or nil where none is.
    public var access: String?
    /// The attributes by name, without `@` and without arguments, in order.
    public var attributes: [String]
    /// `struct` in `import struct A.Thing`; nil for a whole module.
    public var kind: String?
    /// Every component of the dotted name, the module first.
    public var path: [String]
    /// The `#if` conditions that it stands under, the outermost first. A later branch carries the denial of the
    /// earlier ones: the `#else` of `#if os(Linux)` reads `!(os(Linux))`.
    public var conditions: [String]

    public init(
        module: String, line: Int, column: Int, access: String? = nil, attributes: [String] = [], kind: String? = nil,
        path: [String]? = nil, conditions: [String] = []
    ) {
        self.module = module
        self.line = line
        self.column = column
        self.access = access
        self.attributes = attributes
        self.kind = kind
        self.path = path ?? [module]
        self.conditions = conditions
    }
}

/// Something in a file that keeps its imports from being known for certain.
public struct ReadingProblem: Sendable, Hashable {
    public var line: Int
    public var message: String

    public init(line: Int, message: String) {
        self.line = line
        self.message = message
    }
}

/// What one file imports. Where `problems` is not empty the list of imports cannot be relied on.
public struct ImportReading: Sendable, Hashable {
    public var imports: [ImportFact]
    public var problems: [ReadingProblem]

    public init(imports: [ImportFact] = [], problems: [ReadingProblem] = []) {
        self.imports = imports
        self.problems = problems
    }
}
