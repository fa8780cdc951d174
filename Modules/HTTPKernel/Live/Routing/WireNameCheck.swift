import HTTPKernel

/// Finds wire types that share a name but not a shape: the API's description could not tell them apart.
enum WireNameCheck {
    static func problems(in routes: [Route]) -> [String] {
        var shapes: [String: [UInt8]] = [:]
        var clashing: Set<String> = []
        for route in routes {
            for schema in [route.querySchema, route.bodySchema, route.answerSchema] {
                visit(schema) { name, shape in
                    if let known = shapes.updateValue(shape, forKey: name), known != shape { clashing.insert(name) }
                }
            }
        }
        return clashing.sorted().map { "Two wire types of different shapes are called \($0)" }
    }

    private static func visit(_ schema: WireSchema, _ found: (String, [UInt8]) -> Void) {
        switch schema {
        case .array(let element, _, _), .map(let element, _): visit(element, found)
        case .object(let name, let properties):
            var writer = JSONWriter()
            SchemaWriter.writeShape(properties, to: &writer)
            found(name, writer.bytes)
            for property in properties { visit(property.schema, found) }
        case .nothing, .boolean, .integer, .string, .choice: break
        }
    }
}
