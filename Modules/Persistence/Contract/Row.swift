internal import CLibPQ

/// The rows that one statement returned, as they came over the wire. Freed with the last reference.
package final class RowSet: @unchecked Sendable {
    // A PGresult is immutable once libpq has handed it over, and libpq frees it from any thread.
    private let result: OpaquePointer
    /// How many rows there are.
    package let count: Int
    /// How many rows the statement inserted, changed or removed.
    package var affected: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// Takes over `result`, a `PGresult` with binary columns.
    package init(taking result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
    }

    deinit { PQclear(result) }

    /// Decodes every row in order.
    package func map<T>(_ decode: (inout Row) throws -> T) throws -> [T] {
        try withExtendedLifetime(self) {
            var values: [T] = []
            values.reserveCapacity(count)
            for index in 0..<count {
                var row = Row(result: result, index: Int32(index))
                values.append(try decode(&row))
            }
            return values
        }
    }

    /// Decodes the first row, if there is one.
    package func first<T>(_ decode: (inout Row) throws -> T) throws -> T? {
        try withExtendedLifetime(self) {
            guard count > 0 else { return nil }
            var row = Row(result: result, index: 0)
            return try decode(&row)
        }
    }
}

/// One row, read column by column from left to right. Valid only inside the closure that it was handed to.
public struct Row: ~Copyable {
    private let result: OpaquePointer
    private let index: Int32
    private var column: Int32 = 0

    init(result: OpaquePointer, index: Int32) {
        self.result = result
        self.index = index
    }

    /// The next column. Throws ``PersistenceError`` when it is absent, NULL or of another type.
    public mutating func next<Value: SQLDecodable>(_: Value.Type = Value.self) throws -> Value {
        defer { column += 1 }
        guard let bytes = try bytes(of: Value.self) else {
            throw PersistenceError.decoding("column \(columnName) is NULL")
        }
        return try decode(bytes)
    }

    /// The next column, which may be NULL.
    public mutating func nextIfPresent<Value: SQLDecodable>(_: Value.Type = Value.self) throws -> Value? {
        defer { column += 1 }
        guard let bytes = try bytes(of: Value.self) else { return nil }
        return try decode(bytes)
    }

    private func decode<Value: SQLDecodable>(_ bytes: UnsafeRawBufferPointer) throws -> Value {
        guard let value = Value(sqlBytes: bytes) else {
            throw PersistenceError.decoding("column \(columnName) does not hold a \(Value.self)")
        }
        return value
    }

    private func bytes<Value: SQLDecodable>(of _: Value.Type) throws -> UnsafeRawBufferPointer? {
        guard column < PQnfields(result) else {
            throw PersistenceError.decoding("the statement returns \(column) columns, and one more was asked for")
        }
        let type = SQLType(oid: PQftype(result, column))
        guard Value.accepts(type) else {
            throw PersistenceError.decoding("column \(columnName) has type \(type.oid), which is no \(Value.self)")
        }
        guard PQgetisnull(result, index, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(result, index, column), count: Int(PQgetlength(result, index, column)))
    }

    private var columnName: String {
        PQfname(result, column).map { String(cString: $0) } ?? "\(column)"
    }
}
