package import HTTPKernel

/// The routes, compiled: from method and path to the route in one walk over the path's segments.
package struct RouteTable: Sendable {
    private let root: RouteNode

    /// Compiles `routes`; throws ``InvalidRoutes`` with everything that is wrong with them.
    package init(_ routes: [Route]) throws {
        let root = RouteNode()
        var problems = WireNameCheck.problems(in: routes)
        for route in routes {
            do throws(PathTemplate.Malformed) {
                let template = try PathTemplate(route.path)
                let entry = RouteEntry(route: route, placeholders: template.placeholders)
                if let other = root.insert(entry, at: template.segments[...]) {
                    problems.append("\(route.method.rawValue) \(route.path) clashes with \(other.path)")
                }
            } catch {
                problems.append("\(route.method.rawValue) \(route.path) \(error.reason)")
            }
        }
        guard problems.isEmpty else { throw InvalidRoutes(problems: problems) }
        self.root = root
    }

    /// What answers at an address.
    enum Match {
        /// A route, and the values of its placeholders.
        case route(Route, [(name: String, value: String)])
        /// The address exists, but not for this method.
        case otherMethods(allowed: String)
        case nothing
    }

    /// What answers at `path`, which is still percent-encoded.
    func match(_ method: Method, _ path: Substring) -> Match {
        var values: [String] = []
        guard let segments = pathSegments(path), let node = root.find(segments[...], &values) else { return .nothing }
        let asked = method == .head ? .get : method
        guard let entry = node.entry(for: asked) else { return .otherMethods(allowed: node.allowed) }
        var parameters: [(name: String, value: String)] = []
        parameters.reserveCapacity(values.count)
        for (name, value) in zip(entry.placeholders, values) { parameters.append((name, value)) }
        return .route(entry.route, parameters)
    }
}

/// Routes with which the server does not start.
public struct InvalidRoutes: Error, CustomStringConvertible {
    /// Everything that is wrong with them, one sentence each.
    public let problems: [String]

    public var description: String { problems.joined(separator: "\n") }
}

/// A route and the names of its placeholders, in the order of the path.
struct RouteEntry: Sendable {
    let route: Route
    let placeholders: [String]
}

/// Takes a path apart and resolves its percent escapes; `nil` when one is broken or the path is no UTF-8.
private func pathSegments(_ path: Substring) -> [Substring]? {
    // Over the bytes: over characters, splitting took three times as long.
    let parts = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        .map { Substring($0) }
    guard path.utf8.contains(UInt8(ascii: "%")) else { return parts }
    var decoded: [Substring] = []
    for part in parts {
        guard let text = PercentEncoding.decode(part) else { return nil }
        decoded.append(text[...])
    }
    return decoded
}
