import HTTPKernel

/// One request as it was read from a connection, whole.
struct ParsedRequest {
    let head: RequestHead
    let body: [UInt8]
}

/// The head of a request.
struct RequestHead {
    let method: Method
    /// The path as it was sent.
    let path: String
    /// What follows the question mark.
    let query: String?
    let fields: HeaderFields
    /// Whether the client keeps the connection open.
    let keepsAlive: Bool
    /// Whether the client must be told so, as HTTP/1.0 demands.
    let isVersion10: Bool
    /// How the body is framed.
    let framing: BodyFraming
    /// Whether the client waits for a word before it sends the body (RFC 9110, section 10.1.1).
    let expectsContinue: Bool
}

/// How a request's body is framed (RFC 9112, section 6).
enum BodyFraming: Equatable {
    case none
    case length(Int)
    case chunked
}

extension HTTPError {
    /// A request that breaks the rules of the protocol.
    static func badRequest(_ message: String) -> HTTPError { HTTPError(.badRequest, message) }

    static func payloadTooLarge(_ limit: Int) -> HTTPError {
        HTTPError(.payloadTooLarge, "The body may hold at most \(limit) bytes")
    }
}
