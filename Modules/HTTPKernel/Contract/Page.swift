public import SharedKernel

/// Where a page of a collection begins, sealed into the cursor that the client carries.
///
/// A cursor serves only the query that it came from: the query is part of what is signed.
public struct PageCursor: Sendable {
    /// The sort key and the id of the last row of the page before, as text.
    public let position: [String]

    /// The cursor after a row.
    public init(_ position: [String]) { self.position = position }

    /// The cursor in `text`; throws `INVALID_CURSOR` when it is none, was altered, or belongs to another query.
    public init(_ text: String, of query: String, with tokens: OpaqueTokens) throws {
        guard let payload = tokens.open(text, purpose: "cursor " + query),
            let joined = String(validating: payload, as: UTF8.self)
        else { throw HTTPError.invalidCursor }
        position = joined.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    }

    /// The text that the client carries.
    public func sealed(for query: String, with tokens: OpaqueTokens) -> String {
        tokens.seal(Array(position.joined(separator: "\u{1F}").utf8), purpose: "cursor " + query)
    }
}

/// How many rows a page holds.
public enum PageLimit {
    /// 1 to 100.
    public static let range: ClosedRange<Int64> = 1...100
    /// Where the client does not say.
    public static let standard: Int64 = 20

    /// How many rows to fetch for a page of `limit` and the row after it: one of three numbers, so that there are at
    /// most three statements to prepare where the number stands in the text.
    public static func fetched(for limit: Int64) -> Int {
        limit <= 20 ? 21 : limit <= 50 ? 51 : 101
    }
}
