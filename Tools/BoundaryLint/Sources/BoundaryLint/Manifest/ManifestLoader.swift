import Foundation

/// Gets manifests from SwiftPM, and keeps its answers for as long as nothing that they depend on has changed.
struct ManifestLoader {
    /// Where the answers are kept.
    var cacheFolder: String
    var environment = ProcessInfo.processInfo.environment

    /// The manifest of the package in `folder`. `swift package dump-package` is asked only for a manifest that is new.
    func load(_ folder: String, identity: String) throws(CheckProblem) -> Manifest {
        guard let texts = manifestTexts(in: folder), !texts.isEmpty else {
            throw CheckProblem(path: folder, message: "there is no Package.swift", remedy: "give the package's folder")
        }
        guard let swift = findSwift() else {
            throw CheckProblem(path: folder, message: "`swift` is not on the PATH", remedy: "install a Swift toolchain")
        }
        let key = key(texts: texts, swift: swift)
        let file = "\(cacheFolder)/\(identity)-\(key).json"
        if let kept = try? Data(contentsOf: URL(fileURLWithPath: file)),
            let manifest = try? JSONDecoder().decode(Manifest.self, from: kept)
        {
            return manifest
        }
        let manifest = try dump(folder, identity: identity, swift: swift)
        keep(manifest, at: file, identity: identity)
        return manifest
    }

    /// `Package.swift` and its version-specific sisters, by name.
    private func manifestTexts(in folder: String) -> [(name: String, text: Data)]? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        let manifests = names.filter {
            $0 == "Package.swift" || ($0.hasPrefix("Package@swift-") && $0.hasSuffix(".swift"))
        }
        return manifests.sorted().compactMap { name in
            FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, $0) }
        }
    }

    /// A hash of the manifests, the toolchain, and the environment variables that the manifests ask for by name.
    private func key(texts: [(name: String, text: Data)], swift: String) -> String {
        var hash = StableHash()
        hash.add("1 \(swift)")
        if let attributes = try? FileManager.default.attributesOfItem(atPath: swift) {
            hash.add("\(attributes[.size] ?? 0) \(attributes[.modificationDate] ?? 0)")
        }
        for (name, text) in texts {
            hash.add(name)
            hash.add(text)
            guard text.range(of: Data("environment".utf8)) != nil || text.range(of: Data("getenv".utf8)) != nil else {
                continue
            }
            for (variable, value) in environment.sorted(by: { $0.key < $1.key })
            where text.range(of: Data("\"\(variable)\"".utf8)) != nil {
                hash.add("\(variable)=\(value)")
            }
        }
        return hash.text
    }

    private func findSwift() -> String? {
        (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/swift" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
            .map { URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path + "/swift" }
    }

    /// Asks SwiftPM, in a build folder of its own, so that it neither waits for a running build nor writes into a
    /// dependency's checkout.
    private func dump(_ folder: String, identity: String, swift: String) throws(CheckProblem) -> Manifest {
        let scratch = "\(cacheFolder)/scratch-\(UUID().uuidString)"
        let answer: Subprocess.Answer
        do {
            try FileManager.default.createDirectory(atPath: cacheFolder, withIntermediateDirectories: true)
            answer = try Subprocess.run(
                swift, ["package", "--package-path", folder, "--scratch-path", scratch, "dump-package"],
                scratch: cacheFolder)
        } catch {
            throw CheckProblem(path: folder, message: "`swift package dump-package` did not start: \(error)")
        }
        try? FileManager.default.removeItem(atPath: scratch)
        guard answer.status == 0 else {
            throw CheckProblem(
                path: "\(folder)/Package.swift", message: "the manifest does not compile: \(firstError(answer.errors))",
                remedy: "run `swift package --package-path \(folder) dump-package` and mend what it says")
        }
        do {
            return try ManifestDump.manifest(from: answer.output)
        } catch {
            throw CheckProblem(path: "\(folder)/Package.swift", message: "dump-package is not understood: \(error)")
        }
    }

    private func firstError(_ text: String) -> String {
        let lines = text.split(separator: "\n")
        return String(lines.first { $0.contains("error:") } ?? lines.last ?? "no reason given")
    }

    private func keep(_ manifest: Manifest, at file: String, identity: String) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(manifest) else { return }
        let stale = (try? FileManager.default.contentsOfDirectory(atPath: cacheFolder)) ?? []
        for name in stale where name.hasPrefix("\(identity)-") && name.count == identity.count + 22 {
            try? FileManager.default.removeItem(atPath: "\(cacheFolder)/\(name)")
        }
        try? data.write(to: URL(fileURLWithPath: file), options: .atomic)
    }
}
