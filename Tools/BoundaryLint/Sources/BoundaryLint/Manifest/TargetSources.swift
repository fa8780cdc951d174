/// Finds where a target's sources lie and which Swift files belong to it, by SwiftPM's rules.
struct TargetSources {
    var root: String
    var manifest: Manifest

    struct Found {
        var folder: String
        var files: [String] = []
        var hasForeignSources = false
    }

    /// The target's folder and files. Throws where the folder does not exist.
    func find(_ target: Manifest.Target) throws(CheckProblem) -> Found {
        guard let folder = folder(of: target) else {
            throw CheckProblem(
                path: "Package.swift", message: "no folder was found for target `\(target.name)`",
                remedy: "give it a `path:` or create Sources/\(target.name)")
        }
        var found = Found(folder: folder)
        if target.type == "binary" { return found }
        let excluded = Set(target.exclude.map { join(folder, $0) })
        var visited: Set<String> = []
        for start in (target.sources ?? ["."]).map({ join(folder, $0) }) {
            if isFile(start) {
                sort(start, into: &found)
            } else {
                try walk(start, excluded, &visited, &found)
            }
        }
        found.files = Array(Set(found.files)).sorted()
        return found
    }

    /// The folder of a target, or nil where there is none.
    func folder(of target: Manifest.Target) -> String? {
        if let path = target.path {
            let folder = join(".", path)
            return target.type == "binary" || Folder.isFolder(absolute(folder)) ? folder : nil
        }
        if target.type == "binary" { return "." }
        var parents = ["Sources", "Source", "src", "srcs"]
        if target.type == "test" { parents.insert("Tests", at: 0) }
        if target.type == "plugin" { parents.insert("Plugins", at: 0) }
        for parent in parents where Folder.isFolder(absolute("\(parent)/\(target.name)")) {
            return "\(parent)/\(target.name)"
        }
        // From tools version 5.9 on, the only target of its kind may use the whole of `Sources` or `Tests`.
        let isAlone = manifest.targets.count { ($0.type == "test") == (target.type == "test") } == 1
        guard isAlone, manifest.toolsVersion.compare(atLeast: 5, 9) else { return nil }
        return parents.first { Folder.isFolder(absolute($0)) }
    }

    private func walk(
        _ folder: String, _ excluded: Set<String>, _ visited: inout Set<String>, _ found: inout Found
    ) throws(CheckProblem) {
        let path = absolute(folder)
        guard !excluded.contains(folder), visited.insert(Folder.identity(path)).inserted else { return }
        let entries: [Folder.Entry]
        do throws(Folder.Unreadable) {
            entries = try Folder.entries(path)
        } catch {
            throw CheckProblem(path: folder, message: "the folder cannot be read")
        }
        for entry in entries {
            let child = join(folder, entry.name)
            if excluded.contains(child) { continue }
            if entry.isFolder {
                if !Self.opaque.contains(where: { entry.name.hasSuffix($0) }) {
                    try walk(child, excluded, &visited, &found)
                }
            } else {
                sort(child, into: &found)
            }
        }
    }

    private func sort(_ file: String, into found: inout Found) {
        if file.hasSuffix(".swift") {
            found.files.append(file)
        } else if Self.foreign.contains(where: { file.hasSuffix($0) }) {
            found.hasForeignSources = true
        }
    }

    private static let opaque = [".docc", ".xcassets", ".xcdatamodeld", ".bundle", ".framework", ".xcframework"]
    private static let foreign = [".c", ".cc", ".cpp", ".cxx", ".m", ".mm", ".s", ".S"]

    private func isFile(_ path: String) -> Bool {
        let path = absolute(path)
        return Folder.exists(path) && !Folder.isFolder(path)
    }

    private func absolute(_ path: String) -> String { path == "." ? root : "\(root)/\(path)" }

    /// Two relative paths as one, without `.` and without slashes at the end.
    private func join(_ first: String, _ second: String) -> String {
        let parts = (first.split(separator: "/") + second.split(separator: "/")).filter { $0 != "." }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}

extension String {
    /// Whether a version such as `6.2.0` is at least `major.minor`.
    func compare(atLeast major: Int, _ minor: Int) -> Bool {
        let parts = split(separator: ".").compactMap { Int($0) }
        guard let first = parts.first else { return false }
        return first > major || (first == major && (parts.count > 1 ? parts[1] : 0) >= minor)
    }
}
