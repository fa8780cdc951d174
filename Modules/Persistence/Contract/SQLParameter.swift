public import SharedKernel

/// A value that can be bound to a statement.
public protocol SQLEncodable: Sendable {
    /// The value with its PostgreSQL type.
    var sqlParameter: SQLParameter { get }
    /// What stands for this type when the value is absent.
    static var sqlNull: SQLParameter { get }
}

/// One bound value, sent in PostgreSQL's binary format with an explicit type.
public enum SQLParameter: Sendable {
    case null(SQLType)
    case bool(Bool)
    case int2(Int16)
    case int4(Int32)
    case int8(Int64)
    case float8(Double)
    case text(String)
    case uuid(UniqueID)
    case timestamp(Timestamp)
    case bytes([UInt8])
    /// JSON text, bound as `jsonb`.
    case json(String)
    case int8Array([Int64])
    case int4Array([Int32])
    case textArray([String])
    case uuidArray([UniqueID])

    /// The type that the server is told.
    public var type: SQLType {
        switch self {
        case .null(let type): type
        case .bool: .bool
        case .int2: .int2
        case .int4: .int4
        case .int8: .int8
        case .float8: .float8
        case .text: .text
        case .uuid: .uuid
        case .timestamp: .timestamptz
        case .bytes: .bytea
        case .json: .jsonb
        case .int8Array: .int8Array
        case .int4Array: .int4Array
        case .textArray: .textArray
        case .uuidArray: .uuidArray
        }
    }
}

/// A PostgreSQL type by its object id in `pg_type`; the built-in ones never change.
public struct SQLType: Hashable, Sendable {
    /// The object id.
    public let oid: UInt32

    /// The type with that object id.
    public init(oid: UInt32) { self.oid = oid }

    public static let bool = SQLType(oid: 16)
    public static let bytea = SQLType(oid: 17)
    public static let char = SQLType(oid: 18)
    public static let name = SQLType(oid: 19)
    public static let int8 = SQLType(oid: 20)
    public static let int2 = SQLType(oid: 21)
    public static let int4 = SQLType(oid: 23)
    public static let text = SQLType(oid: 25)
    public static let oid = SQLType(oid: 26)
    public static let json = SQLType(oid: 114)
    public static let float8 = SQLType(oid: 701)
    public static let int4Array = SQLType(oid: 1007)
    public static let textArray = SQLType(oid: 1009)
    public static let int8Array = SQLType(oid: 1016)
    public static let bpchar = SQLType(oid: 1042)
    public static let varchar = SQLType(oid: 1043)
    public static let timestamptz = SQLType(oid: 1184)
    public static let uuid = SQLType(oid: 2950)
    public static let uuidArray = SQLType(oid: 2951)
    public static let pgLSN = SQLType(oid: 3220)
    public static let jsonb = SQLType(oid: 3802)
}

extension Bool: SQLEncodable {
    public var sqlParameter: SQLParameter { .bool(self) }
    public static var sqlNull: SQLParameter { .null(.bool) }
}
extension Int16: SQLEncodable {
    public var sqlParameter: SQLParameter { .int2(self) }
    public static var sqlNull: SQLParameter { .null(.int2) }
}
extension Int32: SQLEncodable {
    public var sqlParameter: SQLParameter { .int4(self) }
    public static var sqlNull: SQLParameter { .null(.int4) }
}
extension Int64: SQLEncodable {
    public var sqlParameter: SQLParameter { .int8(self) }
    public static var sqlNull: SQLParameter { .null(.int8) }
}
extension Int: SQLEncodable {
    public var sqlParameter: SQLParameter { .int8(Int64(self)) }
    public static var sqlNull: SQLParameter { .null(.int8) }
}
extension Double: SQLEncodable {
    public var sqlParameter: SQLParameter { .float8(self) }
    public static var sqlNull: SQLParameter { .null(.float8) }
}
extension String: SQLEncodable {
    public var sqlParameter: SQLParameter { .text(self) }
    public static var sqlNull: SQLParameter { .null(.text) }
}
extension UniqueID: SQLEncodable {
    public var sqlParameter: SQLParameter { .uuid(self) }
    public static var sqlNull: SQLParameter { .null(.uuid) }
}
extension Identifier: SQLEncodable {
    public var sqlParameter: SQLParameter { .uuid(value) }
    public static var sqlNull: SQLParameter { .null(.uuid) }
}
extension Timestamp: SQLEncodable {
    public var sqlParameter: SQLParameter { .timestamp(self) }
    public static var sqlNull: SQLParameter { .null(.timestamptz) }
}
extension SQLParameter: SQLEncodable {
    public var sqlParameter: SQLParameter { self }
    public static var sqlNull: SQLParameter { .null(.text) }
}
extension Optional: SQLEncodable where Wrapped: SQLEncodable {
    public var sqlParameter: SQLParameter { self?.sqlParameter ?? Wrapped.sqlNull }
    public static var sqlNull: SQLParameter { Wrapped.sqlNull }
}
