public import SharedKernel

/// One request, whole, whichever protocol carried it.
public final class Request: Sendable {
    /// What the client asks for.
    public let method: Method
    /// The path without the query, still percent-encoded.
    public let path: String
    /// The query without its question mark.
    public let query: String?
    /// The body; empty when there is none.
    public let body: [UInt8]
    /// Who sent it, by the connection or by a trusted proxy's word.
    public let clientAddress: String
    /// What travels with it.
    public let context: RequestContext
    /// The values of the route's placeholders, in the order of the path.
    package let parameters: [(name: String, value: String)]
    /// The header fields, whichever protocol carried them.
    package let fields: HeaderFields

    package init(
        method: Method, path: String, query: String?, headers: HeaderFields, body: [UInt8], clientAddress: String,
        context: RequestContext, parameters: [(name: String, value: String)]
    ) {
        self.method = method
        self.path = path
        self.query = query
        fields = headers
        self.body = body
        self.clientAddress = clientAddress
        self.context = context
        self.parameters = parameters
    }

    /// The first header of that name, in any case.
    public func header(_ name: String) -> String? { fields.first(name) }

    /// Every header of that name, in order.
    package func headers(_ name: String) -> [String] { fields.all(name) }

    /// The cookie of that name (RFC 6265, section 5.4).
    public func cookie(_ name: String) -> String? {
        for header in fields.all("cookie") {
            for pair in header.split(separator: ";") {
                let pair = pair.drop { $0 == " " }
                guard pair.hasPrefix(name), pair.dropFirst(name.count).first == "=" else { continue }
                return String(pair.dropFirst(name.count + 1))
            }
        }
        return nil
    }

    /// The value of the placeholder `name` as an id. What is no id names nothing: it throws a 404.
    public func id<Tag>(_ name: String, as _: Identifier<Tag>.Type = Identifier<Tag>.self) throws -> Identifier<Tag> {
        guard let text = parameters.first(where: { $0.name == name })?.value, let id = UniqueID(text) else {
            throw HTTPError.notFound
        }
        return Identifier(id)
    }
}

/// A request method (RFC 9110, section 9).
public enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
    /// Known so that it can be refused: it would send secrets back to where they came from.
    case trace = "TRACE"
}
