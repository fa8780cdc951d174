import Testing

/// A source that is easy to misread, with the modules that it imports.
struct HardCase: Sendable, CustomTestStringConvertible {
    var name: String
    var modules: [String]
    var source: String
    /// Whether the hand lexer has to decide it alone, or to leave it to swift-syntax.
    var isDecidedByHand = true

    var testDescription: String { name }

    init(_ name: String, _ modules: [String], byHand: Bool = true, _ source: String) {
        self.name = name
        self.modules = modules
        self.source = source
        isDecidedByHand = byHand
    }
}

extension HardCase {
    static let all = comments + strings + regexes + conditions + spellings + words

    static let comments = [
        HardCase("an empty file", [], ""),
        HardCase("a line comment", ["B"], "// import A\nimport B"),
        HardCase("a doc comment", ["B"], "/// import A\nimport B"),
        HardCase("a block comment", ["B"], "/* import A */ import B"),
        HardCase("a block comment over lines", ["B"], "/*\nimport A\n*/\nimport B"),
        HardCase("nested block comments", ["C"], "/* /* import A */ import B */ import C"),
        HardCase("a block comment that opens like a closed one", ["B"], "/*/ import A */ import B"),
        HardCase("two stars", ["B"], "/** import A **/ import B"),
        HardCase("a line comment that opens a block", ["A"], "// /*\nimport A\n// */"),
        HardCase("a block comment inside an import", ["A"], "import /* B */ A"),
        HardCase("a line comment inside an import", ["A"], "import // B\nA"),
        HardCase("a comment at the end of an import", ["A", "B"], "import A// import X\nimport B"),
        HardCase("a comment inside a dotted name", ["A"], "import struct A /* x */ . /* y */ B"),
        HardCase("slashes in a comment", ["A"], "// a / b /c/ import X\nimport A"),
        HardCase("a quote in a comment", ["A"], "// it's \"so\nimport A"),
    ]

    static let strings = [
        HardCase("a string", ["B"], "let a = \"import A\"\nimport B"),
        HardCase("an escaped quote", ["B"], #"let a = "\" import A"; import B"#),
        HardCase("an escaped backslash before the closing quote", ["A"], #"let a = "\\"; import A"#),
        HardCase("a multiline string", ["B"], "let a = \"\"\"\nimport A\n\"\"\"\nimport B"),
        HardCase("quotes inside a multiline string", ["B"], "let a = \"\"\"\n\"\" import A \"x\"\n\"\"\"\nimport B"),
        HardCase("an escaped multiline delimiter", ["B"], "let a = \"\"\"\n\\\"\"\" import A\n\"\"\"\nimport B"),
        HardCase("an escaped line end", ["B"], "let a = \"\"\"\nx \\\nimport A\n\"\"\"\nimport B"),
        HardCase("a raw string", ["B"], ##"let a = #"\" import A"#; import B"##),
        HardCase("a raw string with a quote inside", ["B"], ##"let a = #"x" import A"#; import B"##),
        HardCase("two number signs", ["B"], ###"let a = ##"x"# import A"##; import B"###),
        HardCase("a raw multiline string", ["B"], "let a = #\"\"\"\nimport A \"\"\"\n\"\"\"#\nimport B"),
        HardCase("a raw string of one quote", ["A"], ##"let a = #"""#; import A"##),
        HardCase("a raw string of two quotes", ["A"], ##"let a = #""""#; import A"##),
        HardCase("an empty string", ["A"], "let a = \"\"; import A"),
        HardCase("an empty raw string", ["A"], ##"let a = #""#; import A"##),
        HardCase("interpolation", ["B"], #"let a = "\(x) import A"; import B"#),
        HardCase("a string inside interpolation", ["B"], #"let a = "\(f("import A")) import A"; import B"#),
        HardCase("a closing parenthesis inside interpolation", ["B"], #"let a = "\(f(")", g(1))) import A"; import B"#),
        HardCase("interpolation three deep", ["B"], #"let a = "\("\("import A")")"; import B"#),
        HardCase("raw interpolation", ["B"], ##"let a = #"\#(x) \(import A"#; import B"##),
        HardCase("a comment inside interpolation", ["B"], #"let a = "\(x /* ) import A */)"; import B"#),
        HardCase("interpolation over lines", ["B"], "let a = \"\"\"\n\\(f(\n  \"import A\"\n))\n\"\"\"\nimport B"),
        HardCase("a slash in a string", ["A"], #"let a = "/ import X /"; import A"#),
        HardCase("an apostrophe in a string", ["A"], #"let a = "it's"; import A"#),
    ]

    static let regexes = [
        HardCase("an extended regex", ["B"], "let a = #/import A/#\nimport B"),
        HardCase("an extended regex with a slash inside", ["B"], "let a = #/x / \" import A/#; import B"),
        HardCase("an extended regex over lines", ["B"], "let a = #/\n  \" import A\n/#\nimport B"),
        HardCase("an extended regex of two number signs", ["B"], "let a = ##/ /# import A/##; import B"),
        HardCase("an escape in an extended regex", ["B"], #"let a = #/\/ " import A/#; import B"#),
        HardCase("division", ["A"], "let a = b / c / d\nimport A"),
        HardCase("division without blanks", ["A"], "let a = b/c/d\nimport A"),
        HardCase("division after a parenthesis", ["A"], "let a = (b)/2 + f() / 3\nimport A"),
        HardCase("division of a number", ["A"], "let a = 1.5 / 2\nimport A"),
        HardCase("division after a bracket", ["A"], "let a = b[0] / c[1]; import A"),
        HardCase("division and assignment", ["A"], "a /= b\nimport A"),
        HardCase("division after a forced value", ["A"], "let a = b! / c\nimport A"),
        HardCase("a bare regex", ["B"], byHand: false, "let a = /import \"/\nimport B"),
        HardCase("a bare regex that holds an import", ["B"], byHand: false, "let a = /\\/* import A/\nimport B"),
        HardCase("a bare regex as an argument", ["A"], byHand: false, "f(/a\"b/)\nimport A"),
        HardCase("a slash after `return`", ["A"], byHand: false, "func f() -> Any { return /x\"y/ }\nimport A"),
        HardCase("a division operator handed over", ["A"], byHand: false, "let a = [1].reduce(1, /)\nimport A"),
        HardCase("a bare regex after the last import", ["A"], "import A\nlet a = /x\"/"),
    ]

    static let conditions = [
        HardCase("one branch", ["A"], "#if os(Linux)\nimport A\n#endif"),
        HardCase(
            "three branches", ["A", "B", "C"],
            "#if os(Linux)\nimport A\n#elseif os(macOS)\nimport B\n#else\nimport C\n#endif"),
        HardCase("nested conditions", ["A", "B"], "#if X\n#if Y\nimport A\n#endif\nimport B\n#endif"),
        HardCase(
            "a condition of several parts", ["A", "B"],
            "#if os(Linux) || (DEBUG && !X)\nimport A\n#else\nimport B\n#endif"),
        HardCase("an `or` after a denied branch", ["A", "B"], "#if X\nimport A\n#elseif Y || Z\nimport B\n#endif"),
        HardCase("a comment behind a condition", ["A"], "#if X // Y\nimport A\n#endif // X"),
        HardCase("a comment inside a condition", ["A"], "#if X /* or */ && Y\nimport A\n#endif"),
        HardCase("wide blanks in a condition", ["A"], "#if   os( Linux )   &&\tX\nimport A\n#endif"),
        HardCase("canImport", ["A", "B"], "#if canImport(A)\nimport A\n#else\nimport B\n#endif"),
        HardCase("a compiler version", ["A"], "#if compiler(>=6.2) && swift(<7)\nimport A\n#endif"),
        HardCase("after the end of a condition", ["A", "B"], "#if X\nimport A\n#endif\nimport B"),
        HardCase("a condition over lines", ["A"], byHand: false, "#if X ||\n  Y\nimport A\n#endif"),
        HardCase("a condition that goes on with an operator", ["A"], byHand: false, "#if X\n  && Y\nimport A\n#endif"),
        HardCase("a condition in parentheses over lines", ["A"], byHand: false, "#if (X\n  && Y)\nimport A\n#endif"),
        HardCase("a comment about an import behind a condition", ["A"], "#if X // import B\nimport A\n#endif"),
        HardCase("a condition inside a function", ["A"], "func f() {\n#if X\n  g()\n#endif\n}\nimport A"),
        HardCase(
            "an attribute in a condition of its own", ["A"], byHand: false,
            "@preconcurrency\n#if X\n@_exported\n#endif\nimport A"),
    ]

    static let spellings = [
        HardCase("semicolons", ["A", "B", "C"], "import A; import B;import C;"),
        HardCase("a kind", ["A"], "import struct A.B"),
        HardCase(
            "every kind", ["A", "B", "C", "D", "E", "F", "G", "H"],
            "import struct A.x\nimport class B.x\nimport enum C.x\nimport protocol D.x\nimport typealias E.x\nimport func F.x\nimport let G.x\nimport var H.x"
        ),
        HardCase("a submodule", ["A"], "import A.B.C"),
        HardCase("blanks around the dot", ["A"], "import A . B"),
        HardCase("backticks", ["A"], "import `A`"),
        HardCase("a keyword in backticks", ["class"], "import `class`"),
        HardCase("backticks in a path", ["A"], "import struct `A`.`B`"),
        HardCase("a raw identifier", ["my module"], "import `my module`"),
        HardCase("a line end after `import`", ["A"], "import\n  A"),
        HardCase("a line end after the kind", ["A"], "import struct\n  A.B"),
        HardCase("an attribute", ["A"], "@testable import A"),
        HardCase("an attribute on its own line", ["A"], "@testable\nimport A"),
        HardCase("several attributes", ["A"], "@preconcurrency @_exported @testable import A"),
        HardCase("an attribute with arguments", ["A"], "@_spi(Internals) import A"),
        HardCase("an attribute with a string", ["A"], "@_private(sourceFile: \"import X)\") import A"),
        HardCase(
            "every access level", ["A", "B", "C", "D", "E"],
            "public import A\npackage import B\ninternal import C\nfileprivate import D\nprivate import E"),
        HardCase("attribute and access level", ["A"], "@preconcurrency public import struct A.B"),
        HardCase("access level on its own line", ["A"], "public\nimport A"),
        HardCase("a comment between access level and import", ["A"], "public /* import X */ import A"),
        HardCase("an access level that belongs to something else", ["A"], "public let x = 1\nimport A"),
        HardCase("an attribute that belongs to something else", ["A"], "@testable let x = 1\nimport A"),
        HardCase("a byte-order mark", ["A"], "\u{FEFF}import A"),
        HardCase("carriage returns", ["A", "B"], "import A\rimport B\r"),
        HardCase("carriage returns and line feeds", ["A", "B"], "import A\r\nimport B\r\n"),
        HardCase("mixed line ends", ["A", "B", "C"], "import A\r\rimport B\n\r\nimport C"),
        HardCase("tabs and form feeds", ["A", "B"], "\timport\tA\u{0C}\n\u{0B}import B"),
        HardCase("a script's first line", ["A"], "#!/usr/bin/env swift import X\nimport A"),
        HardCase("no line end at the end", ["A"], "import A"),
        HardCase("an import behind code", ["A", "B"], "import A\nstruct S {}\nimport B"),
        HardCase("an import behind a closure", ["A"], "let f = { $0 + 1 }; import A"),
        HardCase("an underscore and digits", ["_A1"], "import _A1"),
        HardCase("a name outside ASCII", ["Modül"], byHand: false, "import Modül"),
        HardCase("an operator imported", ["A"], byHand: false, "import func A.+"),
    ]

    static let words = [
        HardCase("a longer word", ["A"], "let importer = 1, important = 2\nimport A"),
        HardCase("a word that ends so", ["A"], "let reimport = 1\nimport A"),
        HardCase("a member", ["A"], "x.import\nimport A"),
        HardCase("a member called", ["A"], "x.import(1)\nimport A"),
        HardCase("a label", ["A"], "f(import: 1)\nimport A"),
        HardCase("a second label", ["A"], "f(1, import: 2)\nimport A"),
        HardCase("a label with a name", ["A"], "func f(import module: String) {}\nimport A"),
        HardCase("a name in backticks", ["A"], "func `import`() {}\nimport A"),
        HardCase("a macro", ["A"], "#import(x)\nimport A"),
        HardCase("an enum's case", ["A"], "enum E { case `import` }\nlet e = E.import\nimport A"),
        HardCase("an implicit member", ["A"], "let e: E = .import\nimport A"),
        HardCase("a key path", ["A"], "let k = \\S.import\nimport A"),
        HardCase("a dollar name", ["A"], "let k = { $import }\nimport A"),
    ]
}
