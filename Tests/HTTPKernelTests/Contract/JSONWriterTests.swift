import HTTPKernel
import HTTPKernelTesting
import SharedKernel
import Testing

private struct Everything: WireType {
    let text: String
    let number: Int64
    let flag: Bool
    let id: UniqueID
    let at: Timestamp
    let missing: String?
    let list: [Int64]
    let map: [String: String]
    static let wire = Wire.object(
        "Everything", field("text", \.text), field("number", \.number), field("flag", \.flag), field("id", \.id),
        field("at", \.at), field("missing", \.missing), field("list", \.list), field("map", \.map),
        make: Everything.init)
}

@Suite struct JSONWriterTests {
    @Test func `a value is written with its fields in order, and without what is not there`() {
        let value = Everything(
            text: "a\"b\\c\n\u{1}ü😀/", number: .min, flag: false, id: UniqueID(high: 1, low: 2),
            at: Timestamp(microseconds: 0), missing: nil, list: [1, -2], map: ["b": "2", "a": "1"])
        #expect(
            String(decoding: json(value), as: UTF8.self)
                == #"{"text":"a\"b\\c\n\u0001ü😀/","number":-9223372036854775808,"flag":false,"#
                + #""id":"00000000-0000-0001-0000-000000000002","at":"1970-01-01T00:00:00.000Z","#
                + #""list":[1,-2],"map":{"a":"1","b":"2"}}"#)
    }

    @Test func `every control character comes back from another reader`() throws {
        let text = String(String.UnicodeScalarView((0..<0x250).compactMap(Unicode.Scalar.init)))
        #expect(try JSONValue(parsing: json(Word(word: text)))["word"].string == text)
    }

    @Test func `empty lists and objects need no commas`() {
        let value = Everything(
            text: "", number: 0, flag: true, id: UniqueID(high: 0, low: 0), at: Timestamp(microseconds: 0),
            missing: "", list: [], map: [:])
        #expect(String(decoding: json(value), as: UTF8.self).hasSuffix(#""missing":"","list":[],"map":{}}"#))
    }
}
