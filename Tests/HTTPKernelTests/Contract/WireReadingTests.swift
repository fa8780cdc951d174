import HTTPKernel
import SharedKernel
import Testing

private struct Item: WireType {
    let productId: UniqueID
    let quantity: Int64
    static let wire = Wire.object(
        "TestItem", field("productId", \.productId), field("quantity", \.quantity, .range(1...10)), make: Item.init)
}

private struct Order: WireType {
    let items: [Item]
    let note: String?
    let tags: [String: String]?
    let isGift: Bool?
    static let wire = Wire.object(
        "TestOrder", field("items", \.items, .count(1...250)), field("note", \.note, .length(1...5)),
        field("tags", \.tags), field("isGift", \.isGift), make: Order.init)
}

private struct Search: WireType {
    let limit: Int64?
    let tags: [String: String]?
    static let wire = Wire.object("TestSearch", field("limit", \.limit), field("tags", \.tags), make: Search.init)
}

@Suite struct WireReadingTests {
    private let id = "01890a5d-ac96-774b-bcce-b302099a8057"

    /// The value in `text`, and what is wrong with it as `field: message`.
    private func read<Value: WireType>(_: Value.Type, _ text: String) throws -> (Value?, [String]) {
        var problems = WireProblems()
        let value = Value.wire.read(try JSONDocument(Array(text.utf8)).root, &problems)
        return (problems.isEmpty ? value : nil, problems.problems.map { "\($0.field): \($0.message)" })
    }

    @Test func `a document becomes a value`() throws {
        let (order, problems) = try read(
            Order.self,
            #"{"items":[{"productId":"\#(id)","quantity":2}],"note":"Grüße","tags":{"a":"b"},"isGift":true}"#)
        #expect(problems == [])
        #expect(order?.items.first?.quantity == 2)
        #expect(order?.items.first?.productId.description == id)
        #expect(order?.note == "Grüße")
        #expect(order?.tags == ["a": "b"])
        #expect(order?.isGift == true)
    }

    @Test func `an object in a query is written with its members in brackets`() throws {
        func read(_ text: String) throws -> (Search?, [String]) {
            var problems = WireProblems()
            let parameters = try #require(QueryParameters(text[...]))
            let value = Search.wire.readQuery?(parameters, &problems)
            return (problems.isEmpty ? value : nil, problems.problems.map { "\($0.field): \($0.message)" })
        }
        #expect(try read("limit=2&tags[a]=b&tags%5Bc%20d%5D=e").0?.tags == ["a": "b", "c d": "e"])
        #expect(try read("limit=2").0?.tags == .some(nil))
        for name in ["tags", "tag[a]", "tags[a", "tags[a]b", "limit[a]"] {
            #expect(try read("\(name)=1").1 == ["\(name): is not a known parameter"])
        }
        #expect(try read("tags[a]=1&tags[a]=2").1 == ["tags[a]: appears more than once"])
    }

    @Test func `all that is wrong is said at once, with its path`() throws {
        let (order, problems) = try read(
            Order.self,
            #"{"items":[{"productId":"x","quantity":0},{"quantity":11,"extra":1}],"note":"","tags":{"a":1},"colour":1}"#
        )
        #expect(order == nil)
        #expect(
            problems == [
                "colour: is not a known field",
                "items[0].productId: must be a UUID",
                "items[0].quantity: must be at least 1",
                "items[1].extra: is not a known field",
                "items[1].productId: is required",
                "items[1].quantity: must be at most 10",
                "note: must not be empty",
                "tags.a: must be a string",
            ])
    }

    @Test func `a field that comes twice is refused by name, however it is spelled`() throws {
        let (_, problems) = try read(Word.self, #"{"word":"a","w\u006frd":"b"}"#)
        #expect(problems == ["word: appears more than once"])
    }

    @Test func `null is no value`() throws {
        #expect(try read(Order.self, #"{"items":[],"note":null}"#).1.contains("note: must be a string"))
    }

    @Test(arguments: [
        ("3", 3 as Int64?), ("3.0", 3), ("3e0", 3), ("30e-1", 3), ("-0", 0), ("9223372036854775807", .max),
        ("3.5", nil), ("1e99", nil), ("9223372036854775808", nil), ("\"3\"", nil), ("true", nil),
    ])
    func `a whole number is one by its value, not by its spelling`(text: String, value: Int64?) throws {
        #expect(try read(Int64.self, text).0 == value)
    }

    @Test(arguments: [
        #""\u00fc""#, "\"ü\"", #""\ud83d\ude00""#, "\"😀\"", #""\"\\\/\b\f\n\r\t""#, "\"\u{7f}\"", #""a\u0000b""#,
    ])
    func `strings keep every character`(text: String) throws {
        let expected = [
            #""\u00fc""#: "ü", "\"ü\"": "ü", #""\ud83d\ude00""#: "😀", "\"😀\"": "😀",
            #""\"\\\/\b\f\n\r\t""#: "\"\\/\u{8}\u{c}\n\r\t", "\"\u{7f}\"": "\u{7f}", #""a\u0000b""#: "a\u{0}b",
        ]
        #expect(try read(String.self, text).0 == expected[text])
    }

    @Test func `250 elements are read and 251 are too many`() throws {
        func order(_ count: Int) -> String {
            let item = #"{"productId":"\#(id)","quantity":1}"#
            return #"{"items":[\#(Array(repeating: item, count: count).joined(separator: ","))]}"#
        }
        #expect(try read(Order.self, order(250)).0?.items.count == 250)
        #expect(try read(Order.self, order(251)).1 == ["items: must have at most 250 elements"])
        #expect(try read(Order.self, order(0)).1 == ["items: must not be empty"])
    }

    @Test func `length counts characters, not bytes`() throws {
        #expect(try read(Order.self, #"{"items":[{"productId":"\#(id)","quantity":1}],"note":"ÄÖÜäö"}"#).1 == [])
    }
}
