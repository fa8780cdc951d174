import HTTPKernel

/// Writes wire schemas as JSON Schema 2020-12; objects with a name become references.
enum SchemaWriter {
    static func write(_ schema: WireSchema, to writer: inout JSONWriter) {
        if case .object(let name, _) = schema {
            writer.object { $0.member("$ref", "#/components/schemas/\(name)") }
        } else {
            writer.object { members(of: schema, &$0) }
        }
    }

    /// The object itself, not a reference to it.
    static func writeShape(_ properties: [WireSchema.Property], to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "object")
            writer.key("properties")
            writer.object { writer in
                for property in properties {
                    writer.key(property.name)
                    write(property.schema, to: &writer)
                }
            }
            let required = properties.filter(\.isRequired).map(\.name)
            if !required.isEmpty { writer.member("required", required) }
            writer.key("additionalProperties")
            writer.bool(false)
        }
    }

    private static func members(of schema: WireSchema, _ writer: inout JSONWriter) {
        switch schema {
        case .nothing, .object: break
        case .boolean: writer.member("type", "boolean")
        case .integer(let minimum, let maximum):
            writer.member("type", "integer")
            writer.member("format", "int64")
            writer.member("minimum", minimum)
            writer.member("maximum", maximum)
        case .string(let format, let minimum, let maximum, let pattern):
            writer.member("type", "string")
            if let format { writer.member("format", format) }
            writer.member("minLength", minimum.map(Int64.init))
            writer.member("maxLength", maximum.map(Int64.init))
            if let pattern { writer.member("pattern", pattern) }
        case .choice(let names):
            writer.member("type", "string")
            writer.member("enum", names)
        case .array(let element, let minimum, let maximum):
            writer.member("type", "array")
            writer.key("items")
            write(element, to: &writer)
            writer.member("minItems", minimum.map(Int64.init))
            writer.member("maxItems", maximum.map(Int64.init))
        case .map(let element, let maximum):
            writer.member("type", "object")
            writer.key("additionalProperties")
            write(element, to: &writer)
            writer.member("maxProperties", maximum.map(Int64.init))
        }
    }
}

extension JSONWriter {
    /// An object with the members that `body` writes.
    mutating func object(_ body: (inout JSONWriter) -> Void) {
        beginObject()
        body(&self)
        endObject()
    }

    mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    /// A number, where there is one.
    mutating func member(_ name: String, _ value: Int64?) {
        guard let value else { return }
        key(name)
        integer(value)
    }

    mutating func member(_ name: String, _ values: [String]) {
        key(name)
        beginArray()
        for value in values {
            element()
            string(value)
        }
        endArray()
    }

    /// A member that is an object.
    mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }
}
