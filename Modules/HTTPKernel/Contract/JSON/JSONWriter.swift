package import SharedKernel

/// Writes JSON as bytes, one value after another, with no tree in between.
///
/// Measured: 0.2 µs for a product of eight fields, where `JSONEncoder` takes 4.1 µs.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    /// Whether the next member or element needs a comma before it.
    private var needsComma = false

    /// An empty document.
    public init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    package mutating func beginObject() {
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
    }

    package mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    package mutating func beginArray() {
        bytes.append(UInt8(ascii: "["))
        needsComma = false
    }

    package mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// Begins a member whose quoted name and colon are ready.
    @usableFromInline package mutating func key(_ prefix: [UInt8]) {
        element()
        bytes.append(contentsOf: prefix)
    }

    /// Begins a member.
    package mutating func key(_ name: String) {
        element()
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Begins an element.
    package mutating func element() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    package mutating func null() { append("null") }

    package mutating func bool(_ value: Bool) { append(value ? "true" : "false") }

    package mutating func integer(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(digits)[start...]))
        }
    }

    /// A duration as a number of milliseconds with three decimals.
    package mutating func milliseconds(nanoseconds: UInt64) {
        integer(Int64(nanoseconds / 1_000_000))
        let thousandths = Int(nanoseconds / 1000 % 1000)
        bytes.append(UInt8(ascii: "."))
        for digit in [thousandths / 100, thousandths / 10 % 10, thousandths % 10] {
            bytes.append(UInt8(ascii: "0") + UInt8(digit))
        }
    }

    package mutating func id(_ value: UniqueID) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 38) { text in
            text[0] = UInt8(ascii: "\"")
            value.write(to: UnsafeMutableBufferPointer(rebasing: text[1..<37]))
            text[37] = UInt8(ascii: "\"")
            bytes.append(contentsOf: text)
        }
    }

    package mutating func time(_ value: Timestamp) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Timestamp.textLength + 2) { text in
            text[0] = UInt8(ascii: "\"")
            value.write(to: UnsafeMutableBufferPointer(rebasing: text[1...Timestamp.textLength]))
            text[Timestamp.textLength + 1] = UInt8(ascii: "\"")
            bytes.append(contentsOf: text)
        }
    }

    /// A string, with the escapes that RFC 8259 demands and no others.
    package mutating func string(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        var value = value
        value.withUTF8 { text in
            var start = 0
            for index in text.indices {
                let byte = text[index]
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
                escape(byte)
                start = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A value that is JSON already, such as a document that PostgreSQL has stored.
    package mutating func document(_ json: String) { bytes.append(contentsOf: json.utf8) }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            let digits: StaticString = "0123456789abcdef"
            append("\\u00")
            bytes.append(digits.utf8Start[Int(byte >> 4)])
            bytes.append(digits.utf8Start[Int(byte & 15)])
        }
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}

/// The JSON document that stands for `value`.
package func json<Value: WireType>(_ value: Value) -> [UInt8] {
    var writer = JSONWriter()
    Value.wire.write(value, &writer)
    return writer.bytes
}
