/// The few words that change the reading of what follows them.
enum Words {
    /// Whether a value follows the word, so that a `/` after it would open a regex literal.
    static func takesOperand(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Bool {
        isOne(of: operandTakers, bytes, word)
    }

    /// Whether the word announces a name, so that `import` after it would be a name out of place.
    static func takesName(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Bool {
        isOne(of: nameTakers, bytes, word)
    }

    /// The kind of a scoped import: `struct` in `import struct A.Thing`.
    static func importKind(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Bool {
        isOne(of: importKinds, bytes, word)
    }

    /// A word that cannot be a module's name without backticks.
    static func isReserved(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Bool {
        isOne(of: reserved, bytes, word)
    }

    /// The access level that the word spells, or nil.
    static func access(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> String? {
        switch (word.count, bytes[word.lowerBound]) {
        case (6, UInt8(ascii: "p")) where ByteSearch.matches(bytes, at: word.lowerBound, "public"): "public"
        case (7, UInt8(ascii: "p")) where ByteSearch.matches(bytes, at: word.lowerBound, "package"): "package"
        case (7, UInt8(ascii: "p")) where ByteSearch.matches(bytes, at: word.lowerBound, "private"): "private"
        case (8, UInt8(ascii: "i")) where ByteSearch.matches(bytes, at: word.lowerBound, "internal"): "internal"
        case (11, UInt8(ascii: "f")) where ByteSearch.matches(bytes, at: word.lowerBound, "fileprivate"):
            "fileprivate"
        default: nil
        }
    }

    private static func isOne(of list: [StaticString], _ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Bool
    {
        list.contains {
            $0.utf8CodeUnitCount == word.count && ByteSearch.matches(bytes, at: word.lowerBound, $0)
        }
    }

    private static let operandTakers: [StaticString] = [
        "return", "in", "try", "await", "case", "where", "if", "while", "else", "switch", "guard", "throw", "yield",
        "is", "as", "default", "do", "defer", "repeat", "for", "any", "some", "consume", "copy", "each", "then",
        "discard", "unsafe", "inout", "let", "var", "catch", "throws", "rethrows", "async", "operator",
    ]

    private static let nameTakers: [StaticString] = [
        "func", "var", "let", "case", "class", "struct", "enum", "protocol", "extension", "typealias", "actor",
        "associatedtype", "precedencegroup", "operator", "macro", "subscript", "init", "return", "is", "as",
        "try", "await", "throw", "if", "guard", "while", "switch", "where", "for", "inout", "some", "any",
    ]

    private static let importKinds: [StaticString] = [
        "typealias", "struct", "class", "enum", "protocol", "let", "var", "func", "inout",
    ]

    private static let reserved: [StaticString] = [
        "associatedtype", "class", "deinit", "enum", "extension", "fileprivate", "func", "import", "init", "inout",
        "internal", "let", "operator", "precedencegroup", "private", "protocol", "public", "rethrows", "static",
        "struct", "subscript", "typealias", "var", "break", "case", "catch", "continue", "default", "defer", "do",
        "else", "fallthrough", "for", "guard", "if", "in", "repeat", "return", "switch", "throw", "where", "while",
        "Any", "as", "await", "false", "is", "nil", "self", "Self", "super", "throws", "true", "try", "_",
    ]
}
