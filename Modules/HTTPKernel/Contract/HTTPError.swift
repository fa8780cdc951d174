/// An answer of 400 or above, as a handler throws it.
public struct HTTPError: Error, Sendable {
    /// Tells a program what is wrong.
    public let code: ErrorCode
    /// Tells a person. Never SQL, a path, or a library's words.
    public let message: String
    /// The field that is to blame, where it is one.
    public var field: String?
    /// More than one thing that is wrong.
    public var details: [ErrorDetail]
    /// Headers that belong to the error, such as `Retry-After`.
    public var headers: [(name: String, value: String)]

    /// An error with the status that its code stands for.
    public init(
        _ code: ErrorCode, _ message: String, field: String? = nil, details: [ErrorDetail] = [],
        headers: [(name: String, value: String)] = []
    ) {
        self.code = code
        self.message = message
        self.field = field
        self.details = details
        self.headers = headers
    }

    /// Nothing is there, or nothing that the caller may know of.
    public static let notFound = HTTPError(.notFound, "There is nothing at this address")
    /// The caller is known, and may not.
    public static let forbidden = HTTPError(.forbidden, "Your role does not allow this")
    /// The caller is not known.
    public static let unauthenticated = HTTPError(.unauthenticated, "Sign in to do this")
    /// A cursor that was altered or belongs to another query.
    public static let invalidCursor = HTTPError(
        .invalidCursor, "The cursor does not belong to this query; start again without it", field: "cursor")

    /// All that is wrong with a request.
    public static func validation(_ problems: WireProblems, of what: String = "request") -> HTTPError {
        HTTPError(
            .validationError,
            problems.problems.count == 1
                ? "One thing in the \(what) is not valid"
                : "\(problems.problems.count) things in the \(what) are not valid",
            details: problems.problems.map { ErrorDetail.field($0.field, $0.message) })
    }

    /// One field that is wrong.
    public static func validation(field: String, _ message: String) -> HTTPError {
        HTTPError(
            .validationError, "One thing in the request is not valid", details: [.field(field, message)])
    }
}

/// One of the things that are wrong, as members of a JSON object in this order.
public struct ErrorDetail: Sendable {
    /// A plain value.
    public enum Value: Sendable {
        case text(String)
        case number(Int64)
    }

    /// Names and values.
    public let members: [(name: String, value: Value)]

    /// A detail with these members.
    public init(_ members: [(name: String, value: Value)]) { self.members = members }

    /// What is wrong with a field.
    public static func field(_ field: String, _ message: String) -> ErrorDetail {
        ErrorDetail([("field", .text(field)), ("message", .text(message))])
    }
}

/// The codes that clients branch on; each stands for one status.
public enum ErrorCode: String, Sendable, CaseIterable {
    case validationError = "VALIDATION_ERROR"
    case malformedJSON = "MALFORMED_JSON"
    case invalidCursor = "INVALID_CURSOR"
    case badRequest = "BAD_REQUEST"
    case unauthenticated = "UNAUTHENTICATED"
    case invalidCredentials = "INVALID_CREDENTIALS"
    case tokenExpired = "TOKEN_EXPIRED"
    case tokenInvalid = "TOKEN_INVALID"
    case refreshTokenReused = "REFRESH_TOKEN_REUSED"
    case forbidden = "FORBIDDEN"
    case notFound = "NOT_FOUND"
    case methodNotAllowed = "METHOD_NOT_ALLOWED"
    case notAcceptable = "NOT_ACCEPTABLE"
    case requestTimeout = "REQUEST_TIMEOUT"
    case uniqueViolation = "UNIQUE_VIOLATION"
    case conflict = "CONFLICT"
    case insufficientStock = "INSUFFICIENT_STOCK"
    case invalidState = "INVALID_STATE"
    case idempotencyKeyInUse = "IDEMPOTENCY_KEY_IN_USE"
    case preconditionFailed = "PRECONDITION_FAILED"
    case payloadTooLarge = "PAYLOAD_TOO_LARGE"
    case uriTooLong = "URI_TOO_LONG"
    case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
    case expectationFailed = "EXPECTATION_FAILED"
    case idempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED"
    case paymentDeclined = "PAYMENT_DECLINED"
    case accountLocked = "ACCOUNT_LOCKED"
    case rateLimited = "RATE_LIMITED"
    case headersTooLarge = "HEADERS_TOO_LARGE"
    case internalError = "INTERNAL"
    case notImplemented = "NOT_IMPLEMENTED"
    case overloaded = "OVERLOADED"
    case databaseUnavailable = "DATABASE_UNAVAILABLE"
    case timeout = "TIMEOUT"
    case versionNotSupported = "HTTP_VERSION_NOT_SUPPORTED"

    /// The status of every answer with this code.
    public var status: Status {
        switch self {
        case .validationError, .malformedJSON, .invalidCursor, .badRequest: .badRequest
        case .unauthenticated, .invalidCredentials, .tokenExpired, .tokenInvalid, .refreshTokenReused: .unauthorized
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .requestTimeout: .requestTimeout
        case .uniqueViolation, .conflict, .insufficientStock, .invalidState, .idempotencyKeyInUse: .conflict
        case .preconditionFailed: .preconditionFailed
        case .payloadTooLarge: .payloadTooLarge
        case .uriTooLong: .uriTooLong
        case .unsupportedMediaType: .unsupportedMediaType
        case .expectationFailed: .expectationFailed
        case .idempotencyKeyReused, .paymentDeclined: .unprocessable
        case .accountLocked: .locked
        case .rateLimited: .tooManyRequests
        case .headersTooLarge: .headersTooLarge
        case .internalError: .internalError
        case .notImplemented: .notImplemented
        case .overloaded, .databaseUnavailable: .unavailable
        case .timeout: .gatewayTimeout
        case .versionNotSupported: .versionNotSupported
        }
    }
}

/// A domain's error that has a face on the wire. The conformance stands beside the domain's routes.
public protocol HTTPErrorConvertible: Error {
    /// What the client is told.
    var httpError: HTTPError { get }
}
