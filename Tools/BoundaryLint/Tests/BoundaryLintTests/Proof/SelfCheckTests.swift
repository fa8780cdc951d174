import Foundation
import Testing

@testable import BoundaryLint

struct SelfCheckTests {
    @Test func `lexer, swift-syntax and compiler read the same imports`() throws {
        let files = [
            "A/a.swift":
                "import Foundation\n#if os(Windows)\nimport WinSDK\n#else\nimport struct Dispatch.DispatchTime\n#endif\n",
            "A/b.swift": "let text = \"import C\" /* import D */\n@testable import E\n",
            "A/c.swift": "let a = /import F/\nimport G\n", "A/notes.md": "import H",
        ]
        try TemporaryFolder.with(files) { (folder: String) throws in
            let answer = try BoundaryCommand.run("selfcheck", "A", in: folder)
            #expect(answer.status == 0, "\(answer.output)\(answer.errors)")
            #expect(
                answer.output
                    == "boundary: 3 files, 5 imports, 2 files decided by the lexer alone; the readers differ on 0\n")
        }
    }

    @Test func `a difference is told with its place`() throws {
        let first = [ImportFact(module: "A", line: 1, column: 8)]
        let second = [ImportFact(module: "B", line: 2, column: 8)]
        #expect(
            SelfCheck.differences("x", first, "y", second) == ["1:8: only x reads `A`", "2:8: only y reads `B`"])
        let check = try SelfCheck()
        let conditional = ImportFact(module: "C", line: 3, column: 8, conditions: ["X"])
        #expect(
            check.differences(first + [conditional], compiled: ["B", "Swift"])
                == ["only the compiler reads `B`", "1:8: the compiler does not read `A`"])
        #expect(check.differences(first + [conditional], compiled: ["A", "Swift"]) == [])
    }

    @Test func `a file that cannot be compared ends with 3`() throws {
        try TemporaryFolder.with(["a.swift": "let a = \"\nimport A\n"]) { (folder: String) throws in
            #expect(try BoundaryCommand.run("selfcheck", "a.swift", in: folder).status == 3)
            #expect(try BoundaryCommand.run("selfcheck", "b.swift", in: folder).status == 3)
        }
    }
}
