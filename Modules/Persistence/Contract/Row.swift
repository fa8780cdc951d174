internal import CLibPQ

/// The rows that one statement returned, as they came over the wire. Freed with the last reference.
@usableFromInline
package final class RowSet: @unchecked Sendable {
    // A PGresult is immutable once libpq has handed it over, and libpq frees it from any thread.
    @usableFromInline let result: OpaquePointer
    /// How many rows there are.
    @usableFromInline package let count: Int
    /// How many rows the statement inserted, changed or removed.
    @usableFromInline package var affected: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

    /// Takes over `result`, a `PGresult` with binary columns.
    package init(taking result: OpaquePointer) {
        self.result = result
        count = Int(PQntuples(result))
    }

    deinit { PQclear(result) }

    /// Decodes every row in order.
    @inlinable
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
    @inlinable
    package func first<T>(_ decode: (inout Row) throws -> T) throws -> T? {
        try withExtendedLifetime(self) {
            guard count > 0 else { return nil }
            var row = Row(result: result, index: 0)
            return try decode(&row)
        }
    }
}

/// One row, read column by column from left to right. Valid only inside the closure that it was handed to.
///
/// The generic methods are inlined into their callers: left generic, each column would cost the runtime a look-up of its
/// type (measured: a sixth of a product read).
public struct Row: ~Copyable {
    private let result: OpaquePointer
    private let index: Int32
    private var column: Int32 = 0

    @usableFromInline
    init(result: OpaquePointer, index: Int32) {
        self.result = result
        self.index = index
    }

    /// The next column. Throws ``PersistenceError`` when it is absent, NULL or of another type.
    @inlinable
    public mutating func next<Value: SQLDecodable>(_: Value.Type = Value.self) throws -> Value {
        let column = try nextColumn()
        guard Value.accepts(column.type) else { throw mismatch(column, Value.self) }
        guard let bytes = column.bytes else { throw absence(of: column) }
        guard let value = Value(sqlBytes: bytes) else { throw mismatch(column, Value.self) }
        return value
    }

    /// The next column, which may be NULL.
    @inlinable
    public mutating func nextIfPresent<Value: SQLDecodable>(_: Value.Type = Value.self) throws -> Value? {
        let column = try nextColumn()
        guard Value.accepts(column.type) else { throw mismatch(column, Value.self) }
        guard let bytes = column.bytes else { return nil }
        guard let value = Value(sqlBytes: bytes) else { throw mismatch(column, Value.self) }
        return value
    }

    /// A column as it came.
    @usableFromInline
    struct Column {
        @usableFromInline let position: Int32
        @usableFromInline let type: SQLType
        /// `nil` for NULL.
        @usableFromInline let bytes: UnsafeRawBufferPointer?
    }

    @usableFromInline
    mutating func nextColumn() throws -> Column {
        let position = column
        guard position < PQnfields(result) else {
            throw PersistenceError.decoding("the statement returns \(position) columns, and one more was asked for")
        }
        column += 1
        let type = SQLType(oid: PQftype(result, position))
        guard PQgetisnull(result, index, position) == 0 else {
            return Column(position: position, type: type, bytes: nil)
        }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, index, position), count: Int(PQgetlength(result, index, position)))
        return Column(position: position, type: type, bytes: bytes)
    }

    @usableFromInline
    func mismatch(_ column: Column, _ wanted: Any.Type) -> PersistenceError {
        .decoding("column \(name(of: column)) of type \(column.type.oid) does not hold a \(wanted)")
    }

    @usableFromInline
    func absence(of column: Column) -> PersistenceError { .decoding("column \(name(of: column)) is NULL") }

    private func name(of column: Column) -> String {
        PQfname(result, column.position).map { String(cString: $0) } ?? "\(column.position)"
    }
}
