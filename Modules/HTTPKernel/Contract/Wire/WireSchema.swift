/// What a client is told about a value: the parts of JSON Schema 2020-12 that the wire types need.
package indirect enum WireSchema: Sendable {
    /// One member of an object.
    package struct Property: Sendable {
        package let name: String
        package let schema: WireSchema
        package let isRequired: Bool

        package init(name: String, schema: WireSchema, isRequired: Bool) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }
    }

    case nothing
    case boolean
    case integer(minimum: Int64?, maximum: Int64?)
    case string(format: String?, minimum: Int?, maximum: Int?, pattern: String?)
    case choice([String])
    case array(of: WireSchema, minimum: Int?, maximum: Int?)
    /// An object whose names are free and whose values are all alike.
    case map(of: WireSchema, maximum: Int?)
    /// An object with a name of its own, described once and referred to.
    case object(name: String, properties: [Property])
}
