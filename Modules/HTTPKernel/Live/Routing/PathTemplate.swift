import HTTPKernel

/// A route's path, taken apart: `/api/v1/products/{id}`.
struct PathTemplate {
    enum Segment: Hashable {
        case fixed(String)
        case placeholder(String)
    }

    let segments: [Segment]

    /// What stands in braces, in order.
    var placeholders: [String] {
        segments.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
    }

    /// The template in `text`, or what is wrong with it.
    init(_ text: String) throws(Malformed) {
        guard text.first == "/" else { throw Malformed(reason: "does not begin with a slash") }
        var segments: [Segment] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            segments.append(try Self.segment(part))
        }
        self.segments = segments
        guard Set(placeholders).count == placeholders.count else {
            throw Malformed(reason: "has two placeholders of one name")
        }
    }

    struct Malformed: Error {
        let reason: String
    }

    private static func segment(_ part: Substring) throws(Malformed) -> Segment {
        guard !part.isEmpty else { throw Malformed(reason: "has an empty segment") }
        if part.first == "{", part.last == "}" {
            let name = part.dropFirst().dropLast()
            guard !name.isEmpty, name.utf8.allSatisfy(\.isNameCharacter) else {
                throw Malformed(reason: "has a placeholder whose name is not made of letters and digits")
            }
            return .placeholder(String(name))
        }
        guard part.utf8.allSatisfy({ $0.isNameCharacter || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else {
            throw Malformed(reason: "has a character that a path cannot have as it is")
        }
        return .fixed(String(part))
    }
}

extension UInt8 {
    fileprivate var isNameCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
