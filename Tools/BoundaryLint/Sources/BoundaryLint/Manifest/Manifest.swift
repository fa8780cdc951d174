/// What a `Package.swift` says, as far as imports are concerned: the answer of `swift package dump-package`, reduced.
struct Manifest: Codable, Sendable, Hashable {
    var name: String
    /// `6.2.0`; decides where a target without a path is looked for.
    var toolsVersion: String
    var dependencies: [PackageDependency]
    var products: [Product]
    var targets: [Target]

    /// Another package that this one may take products from.
    struct PackageDependency: Codable, Sendable, Hashable {
        var identity: String
        /// What older manifests call it in `.product(name:package:)`.
        var nickname: String?
        /// Where it lies, for a package given by path.
        var path: String?
    }

    struct Product: Codable, Sendable, Hashable {
        var name: String
        var targets: [String]
    }

    struct Target: Codable, Sendable, Hashable {
        var name: String
        var type: String
        var path: String?
        var sources: [String]?
        var exclude: [String]
        var dependencies: [TargetDependency]
    }

    /// A line of a target's `dependencies:`.
    struct TargetDependency: Codable, Sendable, Hashable {
        enum Kind: String, Codable, Sendable { case target, product, byName }
        var kind: Kind
        var name: String
        var package: String?
        /// A module's name inside the package, and the name it is imported by here.
        var moduleAliases: [String: String]?
    }
}
