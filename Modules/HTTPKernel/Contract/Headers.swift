/// The header fields of one message, as they came: the bytes of the head, and where in them each field stands.
///
/// Nothing is allocated for a field until somebody asks for its value.
package struct HeaderFields: Sendable {
    /// Where a field's name and value stand.
    package struct Field: Sendable {
        package let nameStart: UInt32
        package let nameEnd: UInt32
        package let valueStart: UInt32
        package let valueEnd: UInt32

        package init(name: Range<Int>, value: Range<Int>) {
            nameStart = UInt32(name.lowerBound)
            nameEnd = UInt32(name.upperBound)
            valueStart = UInt32(value.lowerBound)
            valueEnd = UInt32(value.upperBound)
        }
    }

    private let bytes: [UInt8]
    private let fields: [Field]

    /// The fields at these places of `bytes`.
    package init(bytes: [UInt8], fields: [Field]) {
        self.bytes = bytes
        self.fields = fields
    }

    /// Fields by name and value, in this order.
    package init(_ pairs: [(String, String)] = []) {
        var bytes: [UInt8] = []
        var fields: [Field] = []
        for (name, value) in pairs {
            let nameStart = bytes.count
            bytes.append(contentsOf: name.utf8)
            let valueStart = bytes.count
            bytes.append(contentsOf: value.utf8)
            fields.append(Field(name: nameStart..<valueStart, value: valueStart..<bytes.count))
        }
        self.init(bytes: bytes, fields: fields)
    }

    /// Every field, in order.
    package var pairs: [(name: String, value: String)] {
        fields.map { field in
            (
                String(decoding: bytes[Int(field.nameStart)..<Int(field.nameEnd)], as: UTF8.self),
                text(of: field)
            )
        }
    }

    /// The value of the first field of that name, in any case.
    package func first(_ name: String) -> String? {
        for field in fields where isNamed(field, name) { return text(of: field) }
        return nil
    }

    /// The values of every field of that name, in order.
    package func all(_ name: String) -> [String] {
        fields.filter { isNamed($0, name) }.map(text)
    }

    /// Whether one of the comma-separated values of `name` is `token`, in any case (RFC 9110, section 5.6.1).
    package func contains(_ token: String, in name: String) -> Bool {
        all(name).contains { value in
            value.split(separator: ",").contains { element in
                let trimmed = element.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
                return trimmed.lowercased() == token
            }
        }
    }

    private func text(of field: Field) -> String {
        String(decoding: bytes[Int(field.valueStart)..<Int(field.valueEnd)], as: UTF8.self)
    }

    private func isNamed(_ field: Field, _ name: String) -> Bool {
        guard Int(field.nameEnd - field.nameStart) == name.utf8.count else { return false }
        var index = Int(field.nameStart)
        for character in name.utf8 {
            guard bytes[index].lowercasedASCII == character.lowercasedASCII else { return false }
            index += 1
        }
        return true
    }
}

extension UInt8 {
    /// The lower-case letter for an upper-case one of ASCII, and every other byte as it is.
    package var lowercasedASCII: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}
