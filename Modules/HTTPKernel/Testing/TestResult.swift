/// An answer as a client saw it.
public struct TestResult: Sendable {
    /// The status code.
    public let status: Int
    /// The header fields, in order.
    public let headers: [(name: String, value: String)]
    /// The body, chunks joined.
    public let body: [UInt8]

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; throws when it is none.
    public func json() throws -> JSONValue { try JSONValue(parsing: body) }

    /// The first header field of that name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Every header field of that name, in any case.
    public func allHeaders(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}
