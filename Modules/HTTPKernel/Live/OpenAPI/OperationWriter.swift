import HTTPKernel
import SharedKernel

/// Writes one operation of the description.
enum OperationWriter {
    static func write(_ route: Route, to writer: inout JSONWriter) {
        writer.member("operationId", operationID(of: route))
        writer.member("summary", route.summary)
        writer.member("tags", [tag(of: route)])
        parameters(of: route, &writer)
        if !route.bodySchema.isNothing {
            writer.member("requestBody") { writer in
                writer.key("required")
                writer.bool(true)
                content(route.bodySchema, &writer)
            }
        }
        writer.member("responses") { responses(of: route, &$0) }
        writer.key("security")
        writer.beginArray()
        if route.access != .open {
            writer.element()
            writer.object { $0.member("bearer", []) }
        }
        writer.endArray()
    }

    /// `getApiV1ProductsById` for `GET /api/v1/products/{id}`.
    private static func operationID(of route: Route) -> String {
        let words = route.path.split { "/-._".contains($0) }.map { word in
            let name = word.filter { $0 != "{" && $0 != "}" }
            return (word.first == "{" ? "By" : "") + name.prefix(1).uppercased() + name.dropFirst()
        }
        return route.method.rawValue.lowercased() + words.joined()
    }

    /// The resource: the first segment after the version.
    private static func tag(of route: Route) -> String {
        let words = route.path.split(separator: "/").map(String.init)
        return words.first { $0 != "api" && !APIVersion.served.contains($0) } ?? "api"
    }

    private static func parameters(of route: Route, _ writer: inout JSONWriter) {
        writer.key("parameters")
        writer.beginArray()
        for segment in route.path.split(separator: "/") where segment.first == "{" {
            parameter(
                String(segment.dropFirst().dropLast()), in: "path", isRequired: true,
                .string(format: "uuid", minimum: nil, maximum: nil, pattern: nil), &writer)
        }
        if case .object(_, let properties) = route.querySchema {
            for property in properties {
                parameter(property.name, in: "query", isRequired: property.isRequired, property.schema, &writer)
            }
        }
        if route.isIdempotent {
            parameter(
                "Idempotency-Key", in: "header", isRequired: false,
                .string(format: nil, minimum: 1, maximum: 255, pattern: "^[!-~]+$"), &writer)
        }
        writer.endArray()
    }

    private static func parameter(
        _ name: String, in place: String, isRequired: Bool, _ schema: WireSchema, _ writer: inout JSONWriter
    ) {
        writer.element()
        writer.object { writer in
            writer.member("name", name)
            writer.member("in", place)
            writer.key("required")
            writer.bool(isRequired)
            // An object in a query is written as `attributes[color]=red`.
            if case .map = schema { writer.member("style", "deepObject") }
            writer.key("schema")
            SchemaWriter.write(schema, to: &writer)
        }
    }

    private static func responses(of route: Route, _ writer: inout JSONWriter) {
        writer.member("\(route.success.code)") { writer in
            writer.member("description", route.success.reason)
            if !route.answerSchema.isNothing { content(route.answerSchema, &writer) }
        }
        for (status, codes) in errors(of: route) {
            writer.member("\(status.code)") { writer in
                writer.member("description", codes.map(\.rawValue).joined(separator: ", "))
                ComponentsWriter.errorContent(to: &writer)
            }
        }
        writer.member("default") { writer in
            writer.member("description", "Any other error")
            ComponentsWriter.errorContent(to: &writer)
        }
    }

    /// The errors that this operation may answer with, by status.
    private static func errors(of route: Route) -> [(Status, [ErrorCode])] {
        var codes = route.errors
        if !route.bodySchema.isNothing { codes += [.validationError, .malformedJSON, .unsupportedMediaType] }
        if !route.querySchema.isNothing { codes += [.validationError] }
        if route.path.contains("{") { codes += [.notFound] }
        if route.isIdempotent { codes += [.idempotencyKeyInUse, .idempotencyKeyReused] }
        if case .atLeast(let role) = route.access {
            codes += role == .customer ? [.unauthenticated] : [.unauthenticated, .forbidden]
        }
        let unique = ErrorCode.allCases.filter(Set(codes).contains)
        let statuses = Dictionary(grouping: unique, by: \.status).filter { $0.key != route.success }
        return statuses.sorted { $0.key.code < $1.key.code }.map { ($0.key, $0.value) }
    }

    private static func content(_ schema: WireSchema, _ writer: inout JSONWriter) {
        writer.member("content") { writer in
            writer.member(Response.json) { writer in
                writer.key("schema")
                SchemaWriter.write(schema, to: &writer)
            }
        }
    }
}

extension WireSchema {
    var isNothing: Bool {
        if case .nothing = self { true } else { false }
    }
}
