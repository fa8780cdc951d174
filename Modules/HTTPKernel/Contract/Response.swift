/// One answer, whole, whichever protocol carries it.
public struct Response: Sendable {
    /// How it went.
    public var status: Status
    /// Headers beyond those that every answer carries.
    public var headers: [(name: String, value: String)]
    /// The media type of the body; `nil` when there is no body.
    public var contentType: String?
    /// The body.
    public var body: [UInt8]

    /// An answer.
    public init(
        status: Status, headers: [(name: String, value: String)] = [], contentType: String? = nil, body: [UInt8] = []
    ) {
        self.status = status
        self.headers = headers
        self.contentType = contentType
        self.body = body
    }

    /// The media type of everything that is JSON.
    public static let json = "application/json"

    /// The first header of that name, which must be spelled as it was set.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// A status code (RFC 9110, section 15).
public struct Status: Hashable, Sendable {
    /// The three digits.
    public let code: Int
    /// The phrase that goes with them.
    public let reason: String

    /// A status with its phrase.
    public init(_ code: Int, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    public static func == (a: Status, b: Status) -> Bool { a.code == b.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }

    public static let ok = Status(200, "OK")
    public static let created = Status(201, "Created")
    public static let accepted = Status(202, "Accepted")
    public static let noContent = Status(204, "No Content")
    public static let notModified = Status(304, "Not Modified")
    public static let badRequest = Status(400, "Bad Request")
    public static let unauthorized = Status(401, "Unauthorized")
    public static let forbidden = Status(403, "Forbidden")
    public static let notFound = Status(404, "Not Found")
    public static let methodNotAllowed = Status(405, "Method Not Allowed")
    public static let notAcceptable = Status(406, "Not Acceptable")
    public static let requestTimeout = Status(408, "Request Timeout")
    public static let conflict = Status(409, "Conflict")
    public static let preconditionFailed = Status(412, "Precondition Failed")
    public static let payloadTooLarge = Status(413, "Content Too Large")
    public static let uriTooLong = Status(414, "URI Too Long")
    public static let unsupportedMediaType = Status(415, "Unsupported Media Type")
    public static let expectationFailed = Status(417, "Expectation Failed")
    public static let unprocessable = Status(422, "Unprocessable Content")
    public static let locked = Status(423, "Locked")
    public static let tooManyRequests = Status(429, "Too Many Requests")
    public static let headersTooLarge = Status(431, "Request Header Fields Too Large")
    public static let internalError = Status(500, "Internal Server Error")
    public static let notImplemented = Status(501, "Not Implemented")
    public static let unavailable = Status(503, "Service Unavailable")
    public static let gatewayTimeout = Status(504, "Gateway Timeout")
    public static let versionNotSupported = Status(505, "HTTP Version Not Supported")

    /// The status that the idempotency record of an answer names.
    package static func recorded(_ code: Int) -> Status {
        switch code {
        case 200: .ok
        case 201: .created
        case 202: .accepted
        case 204: .noContent
        default: Status(code, "")
        }
    }
}
