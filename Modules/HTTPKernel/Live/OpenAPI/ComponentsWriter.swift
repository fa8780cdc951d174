import HTTPKernel

/// Writes what the operations of the description refer to.
enum ComponentsWriter {
    static func write(_ routes: [Route], to writer: inout JSONWriter) {
        writer.member("schemas") { writer in
            var objects: [String: [WireSchema.Property]] = [:]
            for route in routes {
                // A query is told as parameters; as an object it would only be a name that nobody refers to.
                if case .object(_, let properties) = route.querySchema {
                    for property in properties { collect(property.schema, &objects) }
                }
                collect(route.bodySchema, &objects)
                collect(route.answerSchema, &objects)
            }
            for (name, properties) in objects.sorted(by: { $0.key < $1.key }) {
                writer.key(name)
                SchemaWriter.writeShape(properties, to: &writer)
            }
            writer.member("ErrorEnvelope", errorEnvelope)
        }
        writer.member("securitySchemes") { writer in
            writer.member("bearer") { writer in
                writer.member("type", "http")
                writer.member("scheme", "bearer")
                writer.member("bearerFormat", "JWT")
            }
        }
    }

    /// The content of an answer that is an error.
    static func errorContent(to writer: inout JSONWriter) {
        writer.member("content") { writer in
            writer.member(Response.json) { writer in
                writer.member("schema") { $0.member("$ref", "#/components/schemas/ErrorEnvelope") }
            }
        }
    }

    private static func collect(_ schema: WireSchema, _ objects: inout [String: [WireSchema.Property]]) {
        switch schema {
        case .array(let element, _, _), .map(let element, _): collect(element, &objects)
        case .object(let name, let properties):
            guard objects.updateValue(properties, forKey: name) == nil else { return }
            for property in properties { collect(property.schema, &objects) }
        case .nothing, .boolean, .integer, .string, .choice: break
        }
    }

    private static func errorEnvelope(_ writer: inout JSONWriter) {
        writer.member("type", "object")
        writer.member("required", ["error"])
        writer.member("properties") { writer in
            writer.member("error") { writer in
                writer.member("type", "object")
                writer.member("required", ["code", "message", "correlationId"])
                writer.member("properties", errorMembers)
            }
        }
    }

    private static func errorMembers(_ writer: inout JSONWriter) {
        writer.member("code") { writer in
            writer.member("type", "string")
            writer.member("enum", ErrorCode.allCases.map(\.rawValue))
        }
        writer.member("message") { $0.member("type", "string") }
        writer.member("field") { $0.member("type", "string") }
        writer.member("details") { writer in
            writer.member("type", "array")
            writer.member("items") { $0.member("type", "object") }
        }
        writer.member("correlationId") { $0.member("type", "string") }
    }
}
