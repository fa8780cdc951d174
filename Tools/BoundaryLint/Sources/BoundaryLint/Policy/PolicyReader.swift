import Yams

/// Reads YAML nodes strictly: an unknown key, a wrong type or an empty value is an error with its place, and reading
/// goes on, so that one run names every fault.
struct PolicyReader {
    let path: String
    var errors: [PolicyError] = []

    init(path: String) { self.path = path }

    /// The document's mapping, or nil where there is none.
    mutating func document(_ text: String) -> Node? {
        do {
            let node = try Yams.compose(yaml: text)
            if let node { return node }
            // An empty file says nothing, which is allowed: every key has a default or is reported as missing.
            return Node.mapping(.init([]))
        } catch let error as YamlError {
            errors.append(Self.error(error, path: path))
        } catch {
            errors.append(PolicyError(mark: mark(nil), message: "\(error)"))
        }
        return nil
    }

    private static func error(_ error: YamlError, path: String) -> PolicyError {
        let place: (Mark?, String) =
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                (mark, problem)
            case .duplicatedKeysInMapping(let keys, let context):
                (context.mark, "duplicate key \(keys.map { "`\($0)`" }.joined(separator: ", "))")
            default: (nil, "\(error)")
            }
        let mark = PolicyMark(path: path, line: place.0?.line ?? 1, column: place.0?.column ?? 1)
        return PolicyError(mark: mark, message: place.1)
    }

    func mark(_ node: Node?) -> PolicyMark {
        PolicyMark(path: path, line: node?.mark?.line ?? 1, column: node?.mark?.column ?? 1)
    }

    mutating func fail(_ node: Node?, _ message: String) {
        errors.append(PolicyError(mark: mark(node), message: message))
    }

    /// The values of a mapping by key. Every key must be one of `keys`; nil allows any.
    mutating func mapping(_ node: Node, _ what: String, keys: [String]?) -> [(key: String, keyNode: Node, value: Node)]
    {
        guard let mapping = node.mapping else {
            fail(node, "\(what) must be a mapping")
            return []
        }
        var found: [(key: String, keyNode: Node, value: Node)] = []
        for (key, value) in mapping {
            guard let name = key.string else {
                fail(key, "a key of \(what) must be a word")
                continue
            }
            if let keys, !keys.contains(name) {
                let known = keys.map { "`\($0)`" }.joined(separator: ", ")
                fail(key, "unknown key `\(name)` in \(what); known are \(known)")
                continue
            }
            found.append((name, key, value))
        }
        return found
    }

    mutating func string(_ node: Node, _ what: String) -> Stated<String>? {
        guard let text = node.scalar?.string, !text.isEmpty else {
            fail(node, "\(what) must be a word")
            return nil
        }
        return Stated(value: text, mark: mark(node))
    }

    /// A list of words without repetitions.
    mutating func strings(_ node: Node, _ what: String) -> [Stated<String>] {
        guard let sequence = node.sequence else {
            fail(node, "\(what) must be a list")
            return []
        }
        var found: [Stated<String>] = []
        for element in sequence {
            guard let text = string(element, "an entry of \(what)") else { continue }
            if found.contains(where: { $0.value == text.value }) {
                fail(element, "`\(text.value)` stands twice in \(what)")
            } else {
                found.append(text)
            }
        }
        return found
    }
}
