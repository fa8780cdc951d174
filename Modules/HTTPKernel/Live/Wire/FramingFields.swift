import HTTPKernel

/// What the fields say of the host, the body and the connection.
struct FramingFields {
    private var hosts = 0
    private var hasBadHost = false
    private var lengths = 0
    private var length: ArraySlice<UInt8> = []
    private var encodings = 0
    private var hasConnection = false
    private var hasExpect = false

    /// Takes note of a field, if it is one of those.
    mutating func note(_ name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        switch name.count {
        case 4 where Self.matches(name, "host"):
            hosts += 1
            hasBadHost = hasBadHost || !value.allSatisfy(\.isHostCharacter)
        case 6 where Self.matches(name, "expect"): hasExpect = true
        case 10 where Self.matches(name, "connection"): hasConnection = true
        case 14 where Self.matches(name, "content-length"):
            lengths += 1
            length = value
        case 17 where Self.matches(name, "transfer-encoding"): encodings += 1
        default: break
        }
    }

    private static func matches(_ name: ArraySlice<UInt8>, _ lowercase: StaticString) -> Bool {
        var index = 0
        for byte in name {
            guard byte.lowercasedASCII == lowercase.utf8Start[index] else { return false }
            index += 1
        }
        return true
    }

    /// RFC 9112, section 3.2: one `Host`, which only HTTP/1.0 may leave out.
    func check(version: RequestLine.Version) throws {
        guard hosts <= 1, hosts == 1 || version == .v10, !hasBadHost else {
            throw HTTPError.badRequest("There must be one valid Host field")
        }
    }

    /// How the body is framed. Anything that two readers could take for two lengths is refused (RFC 9112, section 6.3).
    func bodyFraming(_ fields: HeaderFields, version: RequestLine.Version) throws -> BodyFraming {
        guard encodings == 0 || lengths == 0 else {
            throw HTTPError.badRequest("Content-Length and Transfer-Encoding exclude each other")
        }
        if encodings > 0 { return try chunked(fields.all("transfer-encoding"), version: version) }
        guard lengths <= 1 else { throw HTTPError.badRequest("There is more than one Content-Length") }
        guard lengths == 1 else { return .none }
        guard !length.isEmpty, length.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw HTTPError.badRequest("Content-Length is not a number")
        }
        // Eighteen digits fit an Int, and every limit is below that.
        let digits = length.drop { $0 == UInt8(ascii: "0") }
        let value = digits.count > 18 ? Int.max : digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return value == 0 ? .none : .length(value)
    }

    private func chunked(_ encodings: [String], version: RequestLine.Version) throws -> BodyFraming {
        guard encodings.count == 1, version == .v11 else {
            throw HTTPError.badRequest("Transfer-Encoding is not allowed here")
        }
        guard encodings[0].lowercased() == "chunked" else {
            throw HTTPError(.notImplemented, "The only Transfer-Encoding known here is chunked")
        }
        return .chunked
    }

    /// Whether the client waits before it sends the body; 417 for anything else that it expects.
    func expectsContinue(_ fields: HeaderFields, version: RequestLine.Version) throws -> Bool {
        guard hasExpect, version == .v11 else { return false }
        guard fields.all("expect").allSatisfy({ $0.lowercased() == "100-continue" }) else {
            throw HTTPError(.expectationFailed, "The only expectation met here is 100-continue")
        }
        return true
    }

    /// RFC 9112, section 9.3.
    func keepsAlive(_ fields: HeaderFields, version: RequestLine.Version) -> Bool {
        guard hasConnection else { return version == .v11 }
        if fields.contains("close", in: "connection") { return false }
        return version == .v11 || fields.contains("keep-alive", in: "connection")
    }
}

extension UInt8 {
    /// What a host and a port may consist of (RFC 3986, section 3.2.2).
    fileprivate var isHostCharacter: Bool {
        isTokenCharacter && self != UInt8(ascii: "#") && self != UInt8(ascii: "^") && self != UInt8(ascii: "`")
            && self != UInt8(ascii: "|")
            || self == UInt8(ascii: ":") || self == UInt8(ascii: "[") || self == UInt8(ascii: "]")
    }
}
