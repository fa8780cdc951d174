import Foundation

/// The JSON of `swift package dump-package`, read with patience: keys that do not matter may come and go.
enum ManifestDump {
    struct Malformed: Error { var what: String }

    static func manifest(from json: Data) throws -> Manifest {
        guard let root = try JSONSerialization.jsonObject(with: json) as? [String: Any] else {
            throw Malformed(what: "the answer is no JSON object")
        }
        let version = (root["toolsVersion"] as? [String: Any])?["_version"] as? String
        guard let name = root["name"] as? String, let targets = root["targets"] as? [[String: Any]] else {
            throw Malformed(what: "`name` or `targets` is missing")
        }
        return Manifest(
            name: name, toolsVersion: version ?? "5.0.0",
            dependencies: (root["dependencies"] as? [[String: Any]] ?? []).compactMap(packageDependency),
            products: (root["products"] as? [[String: Any]] ?? []).compactMap(product),
            targets: try targets.map(target))
    }

    private static func packageDependency(_ json: [String: Any]) -> Manifest.PackageDependency? {
        for form in ["sourceControl", "fileSystem", "registry"] {
            guard let body = (json[form] as? [[String: Any]])?.first, let identity = body["identity"] as? String else {
                continue
            }
            return Manifest.PackageDependency(
                identity: identity, nickname: body["nameForTargetDependencyResolutionOnly"] as? String,
                path: body["path"] as? String)
        }
        return nil
    }

    private static func product(_ json: [String: Any]) -> Manifest.Product? {
        guard let name = json["name"] as? String else { return nil }
        return Manifest.Product(name: name, targets: json["targets"] as? [String] ?? [])
    }

    private static func target(_ json: [String: Any]) throws -> Manifest.Target {
        guard let name = json["name"] as? String, let type = json["type"] as? String else {
            throw Malformed(what: "a target without `name` or `type`")
        }
        return Manifest.Target(
            name: name, type: type, path: json["path"] as? String, sources: json["sources"] as? [String],
            exclude: json["exclude"] as? [String] ?? [],
            dependencies: try (json["dependencies"] as? [[String: Any]] ?? []).map { try dependency($0, of: name) })
    }

    /// `{"product": [name, package, aliases, condition]}`, `{"target": [name, condition]}` or `{"byName": …}`.
    private static func dependency(_ json: [String: Any], of target: String) throws -> Manifest.TargetDependency {
        for kind in [Manifest.TargetDependency.Kind.product, .target, .byName] {
            guard let parts = json[kind.rawValue] as? [Any], let name = parts.first as? String else { continue }
            let isProduct = kind == .product
            return Manifest.TargetDependency(
                kind: kind, name: name, package: isProduct && parts.count > 1 ? parts[1] as? String : nil,
                moduleAliases: isProduct && parts.count > 2 ? parts[2] as? [String: String] : nil)
        }
        throw Malformed(what: "a dependency of `\(target)` in a form that this version does not know")
    }
}
