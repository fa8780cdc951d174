/// A type that crosses the wire as JSON.
///
/// It describes its fields once; from that one description come the strict reader, the writer and the OpenAPI schema:
///
///     struct NewTag: WireType {
///         let name: String
///         let weight: Int?
///         static let wire = Wire.object(
///             "NewTag", field("name", \.name, .length(1...200)), field("weight", \.weight, .range(1...10)),
///             make: NewTag.init)
///     }
public protocol WireType: Sendable {
    /// The one description. A stored `static let` wherever the type allows it, because making one is not free.
    static var wire: Wire<Self> { get }
}

/// How a value is read from JSON, written as JSON, and described.
public struct Wire<Value: Sendable>: Sendable {
    /// What a client is told about the value.
    package let schema: WireSchema
    /// Writes the value.
    @usableFromInline package let write: @Sendable (Value, inout JSONWriter) -> Void
    /// Reads the value, or says all that is wrong with it and returns `nil`.
    package let read: @Sendable (JSONNode, inout WireProblems) -> Value?
    /// Reads the value from a query parameter; `nil` where a value has no such form.
    package let readText: (@Sendable (String, inout WireProblems) -> Value?)?
    /// What an absent field means; `nil` when the field must be there.
    package let absent: Value?
    /// Whether the value is left out of an object when it is written; `nil` for what is always written.
    @usableFromInline package let isLeftOut: (@Sendable (Value) -> Bool)?
    /// Reads an object from the parameters of a query string; `nil` for what is no object of plain values. An object
    /// within a query is written as `name[member]=value`.
    package let readQuery: (@Sendable (QueryParameters, inout WireProblems) -> Value?)?

    package init(
        schema: WireSchema,
        write: @escaping @Sendable (Value, inout JSONWriter) -> Void,
        read: @escaping @Sendable (JSONNode, inout WireProblems) -> Value?,
        readText: (@Sendable (String, inout WireProblems) -> Value?)? = nil,
        absent: Value? = nil,
        isLeftOut: (@Sendable (Value) -> Bool)? = nil,
        readQuery: (@Sendable (QueryParameters, inout WireProblems) -> Value?)? = nil
    ) {
        self.schema = schema
        self.write = write
        self.read = read
        self.readText = readText
        self.absent = absent
        self.isLeftOut = isLeftOut
        self.readQuery = readQuery
    }
}

/// One field of a wire type: its name, where its value stands, and the rules that the value keeps.
public struct WireField<Root: Sendable, Value: Sendable>: Sendable {
    let name: String
    let wire: Wire<Value>
    /// Writes the field, name and value, unless it is left out.
    let write: @Sendable (Root, inout JSONWriter) -> Void

    @usableFromInline
    init(name: String, wire: Wire<Value>, write: @escaping @Sendable (Root, inout JSONWriter) -> Void) {
        self.name = name
        self.wire = wire
        self.write = write
    }

    /// Inlined into the module that declares the type, where the closure is made for its very types: left generic, it
    /// would copy the root and the value of each field by way of the runtime.
    @inlinable
    init(name: String, get: @escaping @Sendable (Root) -> Value, wire: Wire<Value>) {
        let prefix = Array("\"\(name)\":".utf8)
        let writeValue = wire.write
        if let isLeftOut = wire.isLeftOut {
            self.init(name: name, wire: wire) { root, writer in
                let value = get(root)
                guard !isLeftOut(value) else { return }
                writer.key(prefix)
                writeValue(value, &writer)
            }
        } else {
            self.init(name: name, wire: wire) { root, writer in
                writer.key(prefix)
                writeValue(get(root), &writer)
            }
        }
    }
}

extension WireType {
    /// A field with its type's own description, narrowed by `rules`.
    @inlinable
    public static func field<Member: WireType>(
        _ name: String, _ get: @escaping @Sendable (Self) -> Member, _ rules: WireRule<Member>...
    ) -> WireField<Self, Member> {
        WireField(name: name, get: get, wire: rules.reduce(Member.wire) { $1.narrow($0) })
    }

    /// A field with a description of its own.
    @inlinable
    public static func field<Member>(
        _ name: String, _ get: @escaping @Sendable (Self) -> Member, as wire: Wire<Member>
    ) -> WireField<Self, Member> {
        WireField(name: name, get: get, wire: wire)
    }
}

extension Wire {
    /// An object with exactly these fields. Unknown and repeated fields are refused by name, and all that is wrong is
    /// said at once.
    /// - Parameter name: the schema's name in the API's description.
    public static func object<each Field: Sendable>(
        _ name: String, _ fields: repeat WireField<Value, each Field>,
        make: @escaping @Sendable (repeat each Field) -> Value
    ) -> Wire<Value> {
        var names: [String] = []
        var objectNames: [String] = []
        var properties: [WireSchema.Property] = []
        // Collected once: walking the pack for every object would have the runtime look up its types each time, which
        // took a sixth of a product read (measured).
        // One closure that calls the next, because an array of closures would cost look-ups again.
        var writer: @Sendable (Value, inout JSONWriter) -> Void = { _, _ in }
        for field in repeat each fields {
            names.append(field.name)
            if field.wire.readText == nil, field.wire.readQuery != nil { objectNames.append(field.name) }
            let (before, write) = (writer, field.write)
            writer = { value, json in
                before(value, &json)
                write(value, &json)
            }
            properties.append(
                WireSchema.Property(
                    name: field.name, schema: field.wire.schema, isRequired: field.wire.absent == nil))
        }
        let fieldNames = names
        let objectFieldNames = objectNames
        let writeFields = writer
        return Wire(
            schema: .object(name: name, properties: properties),
            write: { value, writer in
                writer.beginObject()
                writeFields(value, &writer)
                writer.endObject()
            },
            read: { node, problems in
                guard let members = node.members(named: fieldNames, &problems) else { return nil }
                var position = 0
                func read<Member>(_ field: WireField<Value, Member>) -> Member? {
                    defer { position += 1 }
                    guard let member = members[position] else {
                        if field.wire.absent == nil { problems.add(field.name, "is required") }
                        return field.wire.absent
                    }
                    return problems.within(field.name) { field.wire.read(member, &$0) }
                }
                return build(repeat read(each fields), problems: problems, make: make)
            },
            readQuery: { query, problems in
                query.refuseAllBut(fieldNames, objects: objectFieldNames, &problems)
                func read<Member>(_ field: WireField<Value, Member>) -> Member? {
                    if field.wire.readText == nil, let readMembers = field.wire.readQuery,
                        let members = query.members(of: field.name)
                    {
                        return problems.within(field.name) { readMembers(members, &$0) }
                    }
                    guard let text = query[field.name] else {
                        if field.wire.absent == nil { problems.add(field.name, "is required") }
                        return field.wire.absent
                    }
                    guard let readText = field.wire.readText else { return nil }
                    return problems.within(field.name) { readText(text, &$0) }
                }
                return build(repeat read(each fields), problems: problems, make: make)
            })
    }

    /// The value, if every field could be read.
    private static func build<each Field>(
        _ fields: repeat (each Field)?, problems: WireProblems, make: (repeat each Field) -> Value
    ) -> Value? {
        guard problems.isEmpty else { return nil }
        func unwrap<Member>(_ member: Member?) throws(Missing) -> Member {
            guard let member else { throw Missing() }
            return member
        }
        do { return make(repeat try unwrap(each fields)) } catch { return nil }
    }
}

private struct Missing: Error {}
