/// Checks a JSON text and lists its nodes, parents before children.
struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var nodes: [JSONDocument.Node] = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func parse() throws(JSONDocument.Malformed) -> [JSONDocument.Node] {
        guard bytes.withUnsafeBufferPointer({ UTF8Validation.isValid($0) }) else {
            throw JSONDocument.Malformed(message: "is not UTF-8", offset: 0)
        }
        nodes.reserveCapacity(min(bytes.count / 4 + 1, 4096))
        skipSpace()
        try value(depth: 1)
        skipSpace()
        guard position == bytes.count else { throw malformed("has something after its end") }
        return nodes
    }

    private func malformed(_ message: String) -> JSONDocument.Malformed {
        JSONDocument.Malformed(message: message, offset: position)
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value(depth: Int) throws(JSONDocument.Malformed) {
        guard depth <= JSONDocument.maximumDepth else {
            throw malformed("is nested deeper than \(JSONDocument.maximumDepth)")
        }
        guard let byte = current else { throw malformed("ends too early") }
        switch byte {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true", .bool)
        case UInt8(ascii: "f"): try word("false", .bool)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw malformed("has a character that no value begins with")
        }
    }

    private mutating func begin(_ kind: JSONDocument.Kind) -> Int {
        nodes.append(JSONDocument.Node(kind: kind, start: Int32(position)))
        return nodes.count - 1
    }

    private mutating func end(_ index: Int) {
        nodes[index].end = Int32(position)
        nodes[index].next = Int32(nodes.count)
    }

    private mutating func object(depth: Int) throws(JSONDocument.Malformed) {
        let index = begin(.object)
        position += 1
        skipSpace()
        if current == UInt8(ascii: "}") {
            position += 1
            return end(index)
        }
        while true {
            guard current == UInt8(ascii: "\"") else { throw malformed("lacks the name of a member") }
            try string()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw malformed("lacks a colon") }
            position += 1
            skipSpace()
            try value(depth: depth + 1)
            nodes[index].count += 1
            guard try separator(before: UInt8(ascii: "}")) else { return end(index) }
        }
    }

    private mutating func array(depth: Int) throws(JSONDocument.Malformed) {
        let index = begin(.array)
        position += 1
        skipSpace()
        if current == UInt8(ascii: "]") {
            position += 1
            return end(index)
        }
        while true {
            try value(depth: depth + 1)
            nodes[index].count += 1
            guard try separator(before: UInt8(ascii: "]")) else { return end(index) }
        }
    }

    /// Steps over a comma (true) or the closing bracket (false).
    private mutating func separator(before close: UInt8) throws(JSONDocument.Malformed) -> Bool {
        skipSpace()
        guard let byte = current else { throw malformed("ends too early") }
        position += 1
        if byte == close { return false }
        guard byte == UInt8(ascii: ",") else {
            position -= 1
            throw malformed("lacks a comma")
        }
        skipSpace()
        return true
    }

    private mutating func word(_ word: StaticString, _ kind: JSONDocument.Kind) throws(JSONDocument.Malformed) {
        let index = begin(kind)
        for offset in 0..<word.utf8CodeUnitCount {
            guard current == word.utf8Start[offset] else { throw malformed("has a word that is no value") }
            position += 1
        }
        end(index)
    }

    private mutating func number() throws(JSONDocument.Malformed) {
        let index = begin(.number)
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits()
        }
        if current == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        end(index)
    }

    private mutating func digits() throws(JSONDocument.Malformed) {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw malformed("has a number without digits") }
    }

    private mutating func string() throws(JSONDocument.Malformed) {
        position += 1
        let index = begin(.string)
        while true {
            guard let byte = current else { throw malformed("ends within a string") }
            switch byte {
            case UInt8(ascii: "\""):
                end(index)
                position += 1
                return
            case UInt8(ascii: "\\"):
                nodes[index].hasEscapes = true
                position += 1
                try escape()
            case 0..<0x20: throw malformed("has a bare control character in a string")
            default: position += 1
            }
        }
    }

    private mutating func escape() throws(JSONDocument.Malformed) {
        guard let byte = current else { throw malformed("ends within a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            if (0xDC00...0xDFFF).contains(unit) { throw malformed("has half a surrogate pair") }
            guard (0xD800...0xDBFF).contains(unit) else { return }
            guard current == UInt8(ascii: "\\") else { throw malformed("has half a surrogate pair") }
            position += 1
            guard current == UInt8(ascii: "u") else { throw malformed("has half a surrogate pair") }
            position += 1
            guard (0xDC00...0xDFFF).contains(try codeUnit()) else { throw malformed("has half a surrogate pair") }
        default: throw malformed("has an unknown escape")
        }
    }

    private mutating func codeUnit() throws(JSONDocument.Malformed) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = byte.hexadecimalDigit else { throw malformed("has a bad \\u escape") }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    /// Resolves the escapes of a string that has been checked.
    static func unescape(_ raw: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var units: [UInt16] = []
        func flush() {
            guard !units.isEmpty else { return }
            out.append(contentsOf: Array(String(decoding: units, as: UTF16.self).utf8))
            units.removeAll()
        }
        var index = raw.startIndex
        while index < raw.endIndex {
            guard raw[index] == UInt8(ascii: "\\") else {
                flush()
                out.append(raw[index])
                index += 1
                continue
            }
            let kind = raw[index + 1]
            if kind == UInt8(ascii: "u") {
                units.append(raw[(index + 2)..<(index + 6)].reduce(0) { $0 << 4 | UInt16($1.hexadecimalDigit ?? 0) })
                index += 6
                continue
            }
            flush()
            switch kind {
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            default: out.append(kind)
            }
            index += 2
        }
        flush()
        return String(decoding: out, as: UTF8.self)
    }
}

/// Whether bytes are well-formed UTF-8.
enum UTF8Validation {
    static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }
}
