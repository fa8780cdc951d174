public import HTTPKernel
public import Products

extension ProductStatus: WireType {
    /// One of the statuses.
    public static let wire = Wire<ProductStatus>.choice()
}

extension ProductSort: WireType {
    static let wire = Wire<ProductSort>.choice()
}

extension SKU: WireType {
    /// 1 to 200 characters without control characters.
    public static let wire = Wire<SKU>.text(
        length: 1...200, message: "must have 1 to 200 characters, none of them a control character",
        parse: { SKU($0) }, print: \.text)
}

extension Wire where Value == String {
    /// A name: 1 to 200 characters on one line.
    static let line = Wire.text(
        length: 1...200, message: "must have 1 to 200 characters, none of them a control character",
        parse: { text in text.unicodeScalars.allSatisfy { $0.value >= 0x20 } ? text : nil }, print: { $0 })

    /// A text of at most 10,000 characters. PostgreSQL's text holds every character but NUL.
    static let prose = Wire.text(
        length: 0...10_000, message: "must have at most 10,000 characters, none of them NUL",
        parse: { text in text.unicodeScalars.contains("\0") ? nil : text }, print: { $0 })
}

extension ProductAttributes: WireType {
    /// An object of at most 50 strings, each name and value like a product's name.
    public static let wire: Wire<ProductAttributes> = {
        let object = Wire<[String: String]>.map(of: .line, atMost: largestCount)
        return Wire(
            schema: object.schema, write: { attributes, writer in writer.document(attributes.json) },
            read: { node, problems in
                object.read(node, &problems).flatMap { checked($0, &problems) }
            },
            readQuery: { query, problems in
                object.readQuery?(query, &problems).flatMap { checked($0, &problems) }
            })
    }()

    /// The attributes with those names and values, if every name may be one.
    private static func checked(_ members: [String: String], _ problems: inout WireProblems) -> ProductAttributes? {
        for name in members.keys.sorted() where !isName(name) {
            problems.add(name, "has a name that is empty, too long, or holds a control character")
        }
        guard problems.isEmpty else { return nil }
        return ProductAttributes(json: String(decoding: HTTPKernel.json(members), as: UTF8.self))
    }

    private static func isName(_ text: String) -> Bool {
        (1...200).contains(text.unicodeScalars.count) && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
    }
}
