import Foundation
import Testing

@testable import BoundaryLint

/// `--changed` and `--stdin`, on a house with one old violation.
struct ChangedTests {
    private let old = "Modules/Web/Contract/Web.swift"
    private let new = "Modules/Products/Live/Service/New.swift"

    private func git(_ arguments: String..., in folder: String) throws {
        let git = try #require(Subprocess.find("git"))
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        let answer = try Subprocess.run(git, ["-C", folder] + identity + arguments, scratch: NSTemporaryDirectory())
        #expect(answer.status == 0, "\(arguments): \(answer.errors)")
    }

    /// A house whose first commit holds a violation.
    private func withRepository(_ body: (String) throws -> Void) throws {
        let house = House().with(old, "import Kernel\nimport Orders\n").declaring("Orders", in: "Web")
            .with(".gitignore", ".build\n")
        try house.build { (folder: String) throws in
            try git("init", "-q", "-b", "main", in: folder)
            try git("add", "-A", in: folder)
            try git("commit", "-qm", "one", in: folder)
            try body(folder)
        }
    }

    private func write(_ text: String, _ path: String, in folder: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
    }

    @Test func `only changed files answer for themselves, and the rest is counted`() throws {
        try withRepository { folder in
            let clean = try BoundaryCommand.run("check", "--changed", "main", in: folder)
            #expect(clean.status == 0)
            #expect(clean.output.contains("; in unchanged files: 1 violation)"))
            // Not added, staged and committed all count as changed.
            try write("import Products\nimport Kernel\n", new, in: folder)
            for step in [["status"], ["add", "-A"], ["commit", "-qm", "two"]] {
                if step.count == 2 { try git(step[0], step[1], in: folder) }
                if step.count == 3 {
                    try git("checkout", "-qb", "side", in: folder)
                    try git(step[0], step[1], step[2], in: folder)
                }
                let answer = try BoundaryCommand.run("check", "--changed", "main", in: folder)
                #expect(answer.status == 1, "\(step)")
                #expect(answer.output.contains("\(new):2:8: error: [undeclared-import]"), "\(step)")
                #expect(!answer.output.contains("\(old):"), "\(step)")
            }
        }
    }

    @Test func `a removed import and a changed policy reach beyond the changed files`() throws {
        try withRepository { folder in
            try write("import Kernel\n", "Modules/Orders/Contract/Orders.swift", in: folder)
            let unused = try BoundaryCommand.run("check", "--changed", "main", in: folder)
            #expect(unused.output.contains("[unused-dependency] `Orders` declares `Products`"))
            #expect(!unused.output.contains("\(old):"))
            try write(House.boundaries + "# changed\n", "boundaries.yml", in: folder)
            let all = try BoundaryCommand.run("check", "--changed", "main", in: folder)
            #expect(all.output.contains("\(old):2:8: error: [layer-order]"))
        }
    }

    @Test func `a revision that git does not know ends with 2, and so does a folder without git`() throws {
        try withRepository { folder in
            for revision in ["nowhere", "--output=x"] {
                let answer = try BoundaryCommand.run("check", "--changed=\(revision)", in: folder)
                #expect(answer.status == 2)
                #expect(answer.errors.contains("failed"))
            }
        }
        let answer = try House().build { try BoundaryCommand.run("check", "--changed", "main", in: $0) }
        #expect(answer.status == 2)
    }

    @Test func `a text on standard input is checked as the file that it will be`() throws {
        try House().build { (folder: String) throws in
            let text = "import Orders\nimport Web\n"
            for path in [
                "Modules/Orders/Live/Service/Service.swift", "Modules/Orders/Live/Service/New.swift",
            ] {
                let answer = try BoundaryCommand.run("check", "--stdin", path, input: text, in: folder)
                #expect(answer.status == 1)
                #expect(answer.output.hasPrefix("\(path):2:8: error: [folder]"))
            }
            #expect(try BoundaryCommand.run("check", "--stdin", new, input: "import Products", in: folder).status == 0)
            #expect(try BoundaryCommand.run("check", "--stdin", "docs/a.swift", input: text, in: folder).status == 3)
            #expect(try BoundaryCommand.run("check", "--stdin", new, "--changed", "x", in: folder).status == 2)
        }
    }
}
