/// Something about SQL that stands in a file.
struct SQLFact: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        /// A literal that is a statement, or is of the binding type.
        case statement
        /// `\(raw: …)` or `\(unsafe…: …)` in a string literal.
        case rawInterpolation(String)
        /// `SQL(raw: …)` and its like: the call as it is spelled.
        case rawCall(String)
        /// A statement that is put together with `+`.
        case concatenation
        /// A statement with interpolations whose type is plainly `String`, where nothing is bound.
        case plainString
        /// `SELECT *` or `RETURNING *`.
        case star
        /// A table named with its schema, as `orders.orders`.
        case table(String)
    }

    var kind: Kind
    var line: Int
    var column: Int
}
