/// Imports against what `Package.swift` declares, in both directions.
struct DependencyRules {
    var package: PackageModel
    var policy: ResolvedPolicy?

    /// An import that no dependency of the target stands for.
    func undeclared(_ fact: ImportFact, _ target: PackageTarget) -> Refusal? {
        let module = fact.module
        if target.modules.contains(module) || target.dependencies.contains(where: { $0.modules.contains(module) }) {
            return nil
        }
        if let own = package.target(ofModule: module) {
            return undeclared(module, target, add: "\"\(own.name)\"", why: "it is a target of this package")
        }
        // A module of the platform may bear the name of a product's; without the dependency it is the platform's.
        if SystemModules.contains(module) || isSystem(module) { return nil }
        if let product = package.products.first(where: { $0.modules.contains(module) }) {
            return undeclared(
                module, target, add: product.manifestText,
                why: "package \(product.package) brings it as product \(product.name)")
        }
        // What the compiler itself asks for is the platform's to answer.
        if fact.conditions.contains(where: { $0.contains("canImport(\(module))") }) { return nil }
        return Refusal(
            rule: .undeclaredImport,
            message: "`\(target.name)` imports `\(module)`, which no target here and no direct dependency offers",
            why: "an import that Package.swift does not declare works only as long as others happen to build it",
            statedAt: nil,
            remedy: "add the package that offers `\(module)` to `dependencies:` in Package.swift and its product to "
                + "target `\(target.name)`; a module of the platform belongs under `system_modules` in boundaries.yml")
    }

    private func undeclared(_ module: String, _ target: PackageTarget, add: String, why: String) -> Refusal {
        Refusal(
            rule: .undeclaredImport, message: "`\(target.name)` imports `\(module)` without declaring it",
            why: "Package.swift does not give `\(target.name)` the dependency; \(why)", statedAt: nil,
            remedy: "in Package.swift, add \(add) to the dependencies of target `\(target.name)`")
    }

    private func isSystem(_ module: String) -> Bool {
        policy?.policy.systemModules.contains { $0.value == module } ?? false
    }

    /// Dependencies that no file of their target imports.
    func unused(_ scanned: [ScannedTarget]) -> [Finding] {
        scanned.flatMap { scanned -> [Finding] in
            let target = scanned.target
            // `#include`s and files that could not be read may use what no import names.
            guard !target.hasForeignSources, ![.plugin, .binary, .system].contains(target.kind),
                scanned.files.allSatisfy({ $0.problems.isEmpty })
            else { return [] }
            let imported = Set(scanned.files.flatMap { $0.imports.map(\.module) })
            return target.dependencies.compactMap { dependency in
                guard dependency.isImportable, imported.isDisjoint(with: dependency.modules) else { return nil }
                return unused(dependency, target)
            }
        }
    }

    private func unused(_ dependency: ResolvedDependency, _ target: PackageTarget) -> Finding {
        let modules = dependency.modules.map { "`\($0)`" }.joined(separator: ", ")
        return Finding(
            rule: .unusedDependency, path: "Package.swift",
            line: ManifestLines(package.manifestText).line(of: target, place: policy?.places[target.name]), column: 1,
            message: "`\(target.name)` declares `\(dependency.name)` and imports nothing of it",
            why: "none of its \(target.files.count) files imports \(modules)", statedAt: nil,
            remedy:
                "in Package.swift, remove \(dependency.manifestText) from the dependencies of target `\(target.name)`",
            subject: dependency.modules.first ?? dependency.name)
    }
}

/// Finds the line of a manifest that speaks of a target; a helper such as `.live("Orders", …)` counts.
struct ManifestLines {
    private let text: String

    init(_ text: String) { self.text = text }

    func line(of target: PackageTarget, place: Place?) -> Int {
        if case .module(let module, let part?)? = place,
            let line = text.ranges(of: "\"\(module)\"").first(where: { before($0).hasSuffix("\(part.lowercased())(") })
        {
            return self.line(of: line)
        }
        // The products come first in a manifest, and may bear the same name.
        let named = text.ranges(of: "\"\(target.name)\"").last {
            before($0).hasSuffix("name:") || before($0).hasSuffix("(")
        }
        return named.map(line) ?? 1
    }

    private func before(_ range: Range<String.Index>) -> String {
        text[..<range.lowerBound].suffix(80).filter { !$0.isWhitespace }
    }

    private func line(of range: Range<String.Index>) -> Int {
        text[..<range.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1
    }
}
