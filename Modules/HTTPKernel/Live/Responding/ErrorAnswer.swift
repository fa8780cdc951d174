import HTTPKernel
import SharedKernel

/// Writes errors as answers: the envelope, or RFC 9457 for a client that asks for it.
enum ErrorAnswer {
    private static let problem = "application/problem+json"

    /// The answer that tells of `error`.
    /// - Parameter accept: what the client accepts, as far as its head could be read.
    static func response(_ error: HTTPError, accept: String?, correlationID: String) -> Response {
        var headers = error.headers
        if error.code.status == .unauthorized, !headers.contains(where: { $0.name == "WWW-Authenticate" }) {
            headers.append(("WWW-Authenticate", challenge(for: error.code)))
        }
        let asksForProblem = accept?.contains(problem) ?? false
        return Response(
            status: error.code.status, headers: headers, contentType: asksForProblem ? problem : Response.json,
            body: asksForProblem ? problemBody(error, correlationID) : envelope(error, correlationID))
    }

    /// RFC 6750, section 3: a caller that brought no token is told of no error.
    private static func challenge(for code: ErrorCode) -> String {
        code == .tokenExpired || code == .tokenInvalid ? "Bearer error=\"invalid_token\"" : "Bearer"
    }

    private static func envelope(_ error: HTTPError, _ correlationID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("error") { writer in
                writer.member("code", error.code.rawValue)
                writer.member("message", error.message)
                if let field = error.field { writer.member("field", field) }
                details(error.details, named: "details", &writer)
                writer.member("correlationId", correlationID)
            }
        }
        return writer.bytes
    }

    private static func problemBody(_ error: HTTPError, _ correlationID: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "about:blank")
            writer.member("title", error.code.status.reason)
            writer.member("status", Int64(error.code.status.code))
            writer.member("detail", error.message)
            writer.member("instance", "urn:stoa:request:\(correlationID)")
            writer.member("code", error.code.rawValue)
            if let field = error.field { writer.member("field", field) }
            details(error.details, named: "errors", &writer)
            writer.member("correlationId", correlationID)
        }
        return writer.bytes
    }

    private static func details(_ details: [ErrorDetail], named name: String, _ writer: inout JSONWriter) {
        guard !details.isEmpty else { return }
        writer.key(name)
        writer.beginArray()
        for detail in details {
            writer.element()
            writer.object { writer in
                for (name, value) in detail.members {
                    switch value {
                    case .text(let text): writer.member(name, text)
                    case .number(let number): writer.member(name, number)
                    }
                }
            }
        }
        writer.endArray()
    }
}
