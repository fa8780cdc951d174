import HTTPKernel

/// The first line of a request (RFC 9112, section 3).
struct RequestLine {
    enum Version { case v10, v11 }

    let method: Method
    let path: String
    let query: String?
    let version: Version

    init(_ line: ArraySlice<UInt8>) throws {
        let parts = line.split(separator: 0x20, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(\.isTokenCharacter) else {
            throw HTTPError.badRequest("The request line is not well-formed")
        }
        version = try Self.version(parts[2])
        (path, query) = try Self.target(parts[1])
        guard let method = Method(rawValue: String(decoding: parts[0], as: UTF8.self)) else {
            throw HTTPError(.notImplemented, "The method is not known here")
        }
        self.method = method
        guard path.utf8.first == UInt8(ascii: "/") || (path == "*" && method == .options) else {
            throw HTTPError.badRequest("The request target is not well-formed")
        }
    }

    private static func version(_ text: ArraySlice<UInt8>) throws -> Version {
        if text.elementsEqual("HTTP/1.1".utf8) { return .v11 }
        if text.elementsEqual("HTTP/1.0".utf8) { return .v10 }
        let digits = [text.startIndex + 5, text.startIndex + 7]
        guard text.count == 8, text.starts(with: "HTTP/".utf8), text[text.startIndex + 6] == UInt8(ascii: "."),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[$0]) })
        else { throw HTTPError.badRequest("The request line is not well-formed") }
        throw HTTPError(.versionNotSupported, "Speak HTTP/1.1")
    }

    /// The path and the query of a target in origin, absolute or asterisk form.
    private static func target(_ text: ArraySlice<UInt8>) throws -> (String, String?) {
        guard text.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }), !text.isEmpty else {
            throw HTTPError.badRequest("The request target has a character that is not allowed")
        }
        let origin = text.first == UInt8(ascii: "/") ? text : withoutAuthority(text)
        guard let mark = origin.firstIndex(of: UInt8(ascii: "?")) else {
            return (String(decoding: origin, as: UTF8.self), nil)
        }
        let path = origin[..<mark]
        return (
            path.isEmpty ? "/" : String(decoding: path, as: UTF8.self),
            String(decoding: origin[(mark + 1)...], as: UTF8.self)
        )
    }

    /// What stands after `http://host` (RFC 9112, section 3.2.2).
    private static func withoutAuthority(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        for scheme in ["http://", "https://"]
        where text.prefix(scheme.utf8.count).map(\.lowercasedASCII).elementsEqual(scheme.utf8) {
            let rest = text.dropFirst(scheme.utf8.count)
            guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
                return [UInt8(ascii: "/")]
            }
            return rest[end...]
        }
        return text
    }
}
