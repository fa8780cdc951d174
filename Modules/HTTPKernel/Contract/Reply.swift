/// What a handler answers with: a value, and what goes with it in headers.
public struct Reply<Answer: WireType>: Sendable {
    let answer: Answer?
    var headers: [(name: String, value: String)]
    var nextCursor: String?

    /// The value, with the route's status.
    public init(_ answer: Answer, headers: [(name: String, value: String)] = []) {
        self.answer = answer
        self.headers = headers
    }

    /// A new resource and where it stands.
    public static func created(_ answer: Answer, at location: String) -> Reply {
        Reply(answer, headers: [("Location", location)])
    }

    /// One page of a collection. `next` becomes the `Link` to the page after it; `nil` means that this is the end.
    public static func page(_ answer: Answer, next: String?) -> Reply {
        var reply = Reply(answer)
        reply.nextCursor = next
        return reply
    }
}

extension Reply where Answer == Nothing {
    /// No body.
    public static func none(headers: [(name: String, value: String)] = []) -> Reply {
        Reply(Nothing(), headers: headers)
    }
}

/// Turns requests into calls: checks the media type, the query and the body, in this order.
struct CallReader<Query: WireType, Body: WireType>: Sendable {
    private let query = Query.wire
    private let body = Body.wire

    func call(_ request: Request) throws -> Call<Query, Body> {
        try checkMediaType(of: request)
        return Call(request: request, query: try readQuery(of: request), body: try readBody(of: request))
    }

    private func checkMediaType(of request: Request) throws {
        guard Body.self != Nothing.self else { return }
        let type = request.header("content-type")?.prefix { $0 != ";" }.lowercased()
            .split(separator: " ", omittingEmptySubsequences: true).first.map(String.init)
        guard type == Response.json else {
            throw HTTPError(.unsupportedMediaType, "Send the body as application/json")
        }
    }

    private func readQuery(of request: Request) throws -> Query {
        guard let parameters = request.query.map({ QueryParameters($0[...]) }) ?? QueryParameters() else {
            throw HTTPError(.badRequest, "The query has a broken percent escape")
        }
        var problems = WireProblems()
        guard let value = query.readQuery?(parameters, &problems), problems.isEmpty else {
            throw HTTPError.validation(problems, of: "query")
        }
        return value
    }

    private func readBody(of request: Request) throws -> Body {
        if let nothing = Nothing() as? Body { return nothing }
        let document: JSONDocument
        do throws(JSONDocument.Malformed) {
            document = try JSONDocument(request.body)
        } catch {
            throw HTTPError(.malformedJSON, "The body \(error.message), at byte \(error.offset)")
        }
        var problems = WireProblems()
        guard let value = body.read(document.root, &problems), problems.isEmpty else {
            throw HTTPError.validation(problems, of: "body")
        }
        return value
    }
}

/// Turns replies into responses.
struct ReplyWriter<Answer: WireType>: Sendable {
    let status: Status
    private let wire = Answer.wire

    init(status: Status) { self.status = status }

    func response(to request: Request, _ reply: Reply<Answer>) -> Response {
        var headers = reply.headers
        if let cursor = reply.nextCursor {
            headers.append(("Link", "<\(nextPage(of: request, cursor))>; rel=\"next\""))
        }
        guard let answer = reply.answer, Answer.self != Nothing.self else {
            return Response(status: status, headers: headers)
        }
        var writer = JSONWriter()
        wire.write(answer, &writer)
        return Response(status: status, headers: headers, contentType: Response.json, body: writer.bytes)
    }

    /// The request's own address with another cursor.
    private func nextPage(of request: Request, _ cursor: String) -> String {
        let others = (request.query ?? "").split(separator: "&").filter { !$0.hasPrefix("cursor=") }
        return request.path + "?" + (others.map(String.init) + ["cursor=\(cursor)"]).joined(separator: "&")
    }
}
