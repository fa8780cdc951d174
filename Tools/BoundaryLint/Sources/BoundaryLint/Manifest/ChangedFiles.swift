import Foundation

/// What differs from the commit where a branch left another: committed, staged, unstaged, and files not yet added.
public struct ChangedFiles: Sendable {
    /// Relative to the package's folder, removed files included.
    public var paths: Set<String>

    /// Whether the manifest or the policy is among them, so that files that did not change may now be wrong.
    public var includesPolicy: Bool {
        paths.contains { path in
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            return ["boundaries.yml", "module.yml", Baseline.fileName, "module.modulemap", "Package.resolved"].contains(
                name)
                || (name.hasPrefix("Package") && name.hasSuffix(".swift") && !path.contains("/"))
        }
    }

    public init(paths: Set<String>) { self.paths = paths }

    /// Asks git what changed in the package at `root` since it left `revision`.
    ///
    /// - Throws: where git is absent, the folder is no work tree, or no common commit is known (a shallow clone).
    public init(since revision: String, root: String) throws(CheckProblem) {
        let git = Git(root: root)
        let commit = try git.run(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
        let base = try git.run(["merge-base", "HEAD", commit.trimmed])
        let names = try git.run(["diff", "--name-only", "-z", "--no-renames", "--relative", base.trimmed])
        let added = try git.run(["ls-files", "--others", "--exclude-standard", "-z"])
        paths = Set((names + added).split(separator: "\0").map(String.init))
    }
}

private struct Git {
    var root: String

    func run(_ arguments: [String]) throws(CheckProblem) -> String {
        guard let git = Subprocess.find("git") else {
            throw CheckProblem(path: root, message: "`git` is not on the PATH", remedy: "install git")
        }
        let answer: Subprocess.Answer
        do {
            let scratch = FileManager.default.temporaryDirectory.path
            answer = try Subprocess.run(git, ["-C", root] + arguments, scratch: scratch)
        } catch {
            throw CheckProblem(path: root, message: "`git` did not start: \(error)")
        }
        guard answer.status == 0 else {
            let reason = answer.errors.trimmed
            throw CheckProblem(
                path: root,
                message: "`git \(arguments.joined(separator: " "))` failed\(reason.isEmpty ? "" : ": \(reason)")",
                remedy: "name a commit that this clone holds and that shares history with HEAD")
        }
        return String(decoding: answer.output, as: UTF8.self)
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
