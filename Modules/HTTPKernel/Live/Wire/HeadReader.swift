import HTTPKernel

/// Reads a complete head: the request line, the fields, and what the fields say of the body and the connection.
struct HeadReader {
    private let bytes: [UInt8]
    private let lineEnds: [Int]
    private var fields: [HeaderFields.Field] = []
    private var framing = FramingFields()

    init(bytes: [UInt8], lineEnds: [Int]) {
        self.bytes = bytes
        self.lineEnds = lineEnds
        fields.reserveCapacity(lineEnds.count)
    }

    /// The fields, as far as they have been read.
    var headerFields: HeaderFields { HeaderFields(bytes: bytes, fields: fields) }

    mutating func read() throws -> RequestHead {
        // The fields first, so that an error in the request line can be answered under the client's correlation id.
        for (start, end) in zip(lineEnds, lineEnds.dropFirst()) { try readField(start..<(end - 2)) }
        let line = try RequestLine(bytes[..<(lineEnds[0] - 2)])
        try framing.check(version: line.version)
        let headerFields = headerFields
        return RequestHead(
            method: line.method, path: line.path, query: line.query, fields: headerFields,
            keepsAlive: framing.keepsAlive(headerFields, version: line.version), isVersion10: line.version == .v10,
            framing: try framing.bodyFraming(headerFields, version: line.version),
            expectsContinue: try framing.expectsContinue(headerFields, version: line.version))
    }

    private mutating func readField(_ line: Range<Int>) throws {
        var colon = line.lowerBound
        while colon < line.upperBound, bytes[colon].isTokenCharacter { colon += 1 }
        // Also refuses folded lines, which begin with a space, and a space before the colon.
        guard colon < line.upperBound, colon > line.lowerBound, bytes[colon] == UInt8(ascii: ":") else {
            throw HTTPError.badRequest("A header field has a name that is not allowed")
        }
        var value = (colon + 1)..<line.upperBound
        while let first = value.first, bytes[first].isBlank { value.removeFirst() }
        while let last = value.last, bytes[last].isBlank { value = value.lowerBound..<last }
        for index in value where !bytes[index].isFieldCharacter {
            throw HTTPError.badRequest("A header field has a character that is not allowed")
        }
        let field = HeaderFields.Field(name: line.lowerBound..<colon, value: value)
        fields.append(field)
        framing.note(bytes[line.lowerBound..<colon], value: bytes[value])
    }
}

extension UInt8 {
    /// A space or a tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    /// RFC 9110, section 5.5: all but control characters.
    var isFieldCharacter: Bool { self >= 0x20 && self != 0x7F || self == 0x09 }

    /// RFC 9110, section 5.6.2.
    var isTokenCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "^"), UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
