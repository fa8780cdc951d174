import BoundaryLint
import Foundation
import Testing

struct ImportReaderTests {
    @Test(arguments: HardCase.all)
    func `a hard case is read as swift-syntax reads it`(_ example: HardCase) {
        let syntax = ImportReader.readBySyntax(example.source)
        #expect(syntax.imports.map(\.module) == example.modules)
        #expect(ImportReader.read(example.source) == syntax)
        #expect((ImportReader.readByHand(example.source) != nil) == example.isDecidedByHand)
    }

    @Test func `a fact holds everything that the declaration says`() {
        let source = """
            #if os(Linux)
                @_spi(Tests) @testable public import struct A.Inner.`Thing`
            #else
            import B
            #endif
            """
        let expected = [
            ImportFact(
                module: "A", line: 2, column: 49, access: "public", attributes: ["_spi", "testable"], kind: "struct",
                path: ["A", "Inner", "Thing"], conditions: ["os(Linux)"]),
            ImportFact(module: "B", line: 4, column: 8, conditions: ["!(os(Linux))"]),
        ]
        #expect(ImportReader.readByHand(source) == expected)
        #expect(ImportReader.readBySyntax(source).imports == expected)
    }

    @Test func `later branches carry the denial of the earlier ones`() {
        let source = "#if A\nimport M\n#elseif B || C\nimport N\n#else\nimport O\n#endif\nimport P"
        let conditions = ImportReader.read(source).imports.map(\.conditions)
        #expect(conditions == [["A"], ["!(A) && (B || C)"], ["!(A) && !(B || C)"], []])
    }

    @Test(
        arguments: [
            "<<<<<<< ours\nimport A\n=======\nimport B\n>>>>>>> theirs\n",
            "let a = \"never closed\nimport A",
            "/* never closed\nimport A",
            "let a = \"\"\"\nimport A\n",
            "let a = #/never closed\nimport A\n(",
            "import\n",
            "import 1",
            "#endif\nimport A", "#if X import A\n#endif",
        ])
    func `a file that nobody can read for certain comes back with a problem`(_ source: String) {
        #expect(!ImportReader.read(source).problems.isEmpty)
    }

    @Test func `an open condition after the last import leaves the imports certain`() {
        #expect(ImportReader.read("#if X\nimport A").imports.map(\.conditions) == [["X"]])
    }

    @Test func `a file that is not UTF-8 comes back with a problem`() {
        let bytes: [UInt8] = [0xFF, 0xFE] + Array("import A".utf8)
        let reading = bytes.withUnsafeBufferPointer { ImportReader.read($0) }
        #expect(reading.problems == [ReadingProblem(line: 1, message: "the file is not UTF-8")])
    }

    @Test func `a missing file comes back with a problem`() {
        let reading = ImportReader.read(file: "/no/such/File.swift")
        #expect(reading.problems == [ReadingProblem(line: 1, message: "the file cannot be read")])
    }

    @Test func `the source of this package is read alike by hand and by swift-syntax`() throws {
        let files = try SwiftFiles.below(SwiftFiles.packageFolder)
        #expect(files.count > 40)
        for file in files {
            let source = try String(contentsOfFile: file, encoding: .utf8)
            let syntax = ImportReader.readBySyntax(source)
            #expect(ImportReader.read(source) == syntax, "\(file)")
        }
    }
}
