public import HTTPKernel

/// The API's description (OpenAPI 3.1), made from the routes that answer the requests.
public struct OpenAPIDocument: Sendable {
    /// What stands at the head of the description.
    public struct Info: Sendable {
        /// The API's name.
        public var title: String
        /// The API's version.
        public var version: String

        /// A name and a version.
        public init(title: String, version: String) {
            self.title = title
            self.version = version
        }
    }

    /// The document: JSON, UTF-8.
    public let bytes: [UInt8]

    /// Describes `routes`.
    public init(routes: [Route], info: Info) {
        var writer = JSONWriter(capacity: 64 * 1024)
        writer.object { writer in
            writer.member("openapi", "3.1.0")
            writer.member("info") { writer in
                writer.member("title", info.title)
                writer.member("version", info.version)
            }
            writer.member("paths") { Self.paths(routes, &$0) }
            writer.member("components") { ComponentsWriter.write(routes, to: &$0) }
        }
        bytes = writer.bytes
    }

    /// Serves the document at `GET /api/openapi.json`.
    public var route: Route {
        let bytes = bytes
        return .raw(.get, "/api/openapi.json", "This description") { _ in
            Response(status: .ok, contentType: Response.json, body: bytes)
        }
    }

    private static func paths(_ routes: [Route], _ writer: inout JSONWriter) {
        var seen: Set<String> = []
        for path in routes.map(\.path) where seen.insert(path).inserted {
            writer.member(path) { writer in
                for route in routes where route.path == path {
                    writer.member(route.method.rawValue.lowercased()) { OperationWriter.write(route, to: &$0) }
                }
            }
        }
    }
}
