public import SharedKernel

/// A value that can be read from a column in PostgreSQL's binary format.
public protocol SQLDecodable {
    /// Whether a column of that type can be read as this one.
    static func accepts(_ type: SQLType) -> Bool
    /// The value in these bytes; `nil` when they cannot be one.
    init?(sqlBytes bytes: UnsafeRawBufferPointer)
}

extension UnsafeRawBufferPointer {
    /// The big-endian integer that fills the buffer; `nil` when the buffer has another size.
    fileprivate func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) -> Value? {
        guard count == MemoryLayout<Value>.size else { return nil }
        return Value(bigEndian: loadUnaligned(as: Value.self))
    }
}

extension Bool: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool { type == .bool }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 1 else { return nil }
        self = bytes[0] != 0
    }
}
extension Int16: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool { type == .int2 }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard let value = bytes.integer(Int16.self) else { return nil }
        self = value
    }
}
extension Int32: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool { type == .int4 }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard let value = bytes.integer(Int32.self) else { return nil }
        self = value
    }
}
extension Int64: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool { type == .int8 || type == .int4 || type == .int2 }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        if let value = bytes.integer(Int64.self) {
            self = value
        } else if let value = bytes.integer(Int32.self) {
            self = Int64(value)
        } else if let value = bytes.integer(Int16.self) {
            self = Int64(value)
        } else {
            return nil
        }
    }
}
extension Int: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool { Int64.accepts(type) }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard let value = Int64(sqlBytes: bytes) else { return nil }
        self = Int(value)
    }
}
extension UInt64: SQLDecodable {
    /// A position in the write-ahead log, or the bits of a 64-bit integer.
    public static func accepts(_ type: SQLType) -> Bool { type == .pgLSN || type == .int8 }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard let value = bytes.integer(UInt64.self) else { return nil }
        self = value
    }
}
extension Double: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool { type == .float8 }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard let bits = bytes.integer(UInt64.self) else { return nil }
        self = Double(bitPattern: bits)
    }
}
extension String: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool {
        type == .text || type == .varchar || type == .bpchar || type == .name
    }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) { self.init(decoding: bytes, as: UTF8.self) }
}

/// The text of a `jsonb` value, as PostgreSQL prints it.
public struct JSONText: SQLDecodable, SQLEncodable, Hashable, Sendable {
    /// A JSON document.
    public let text: String

    /// A JSON document; PostgreSQL refuses one that is not well-formed.
    public init(_ text: String) { self.text = text }

    public static func accepts(_ type: SQLType) -> Bool { type == .jsonb }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        // The binary form of jsonb is a version byte, always 1, and the text.
        guard bytes.first == 1 else { return nil }
        text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes.dropFirst()), as: UTF8.self)
    }

    public var sqlParameter: SQLParameter { .json(text) }
    public static var sqlNull: SQLParameter { .null(.jsonb) }
}
extension UniqueID: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool { type == .uuid }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
            low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }
}
extension Identifier: SQLDecodable {
    public static func accepts(_ type: SQLType) -> Bool { type == .uuid }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard let value = UniqueID(sqlBytes: bytes) else { return nil }
        self.init(value)
    }
}
extension Timestamp: SQLDecodable {
    /// PostgreSQL counts from 2000-01-01, 946,684,800 seconds after the Unix epoch.
    package static let postgresEpoch: Int64 = 946_684_800_000_000

    public static func accepts(_ type: SQLType) -> Bool { type == .timestamptz }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) {
        guard let value = bytes.integer(Int64.self) else { return nil }
        self.init(microseconds: value &+ Self.postgresEpoch)
    }
}
extension Array: SQLDecodable where Element == UInt8 {
    public static func accepts(_ type: SQLType) -> Bool { type == .bytea }
    public init?(sqlBytes bytes: UnsafeRawBufferPointer) { self = Array(bytes) }
}
