import HTTPKernel
import Testing

@Suite struct JSONDocumentTests {
    private func isDocument(_ text: String) -> Bool { (try? JSONDocument(Array(text.utf8))) != nil }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "'a'", "\"a", "\"\u{1}\"",
        "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "01", "-", "+1", ".5", "1.", "1e",
        "tru", "nul", "NaN", "Infinity", "1 2", "[1] x", "[1 2]", "\u{feff}1", "{\"a\":1 \"b\":2}", "[1}", "// c\n1",
    ])
    func `what RFC 8259 does not allow is refused`(text: String) {
        #expect(!isDocument(text))
    }

    @Test(arguments: ["1", " [ ] ", "{\"\":{}}", "\"\"", "-0.5e+10", "[1,\n2\t,\r3]", "null", "\"\\ud83d\\ude00\""])
    func `what it allows is read`(text: String) {
        #expect(isDocument(text))
    }

    @Test func `thirty-two levels are read, and the thirty-third is refused`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(isDocument(nested(32)))
        #expect(!isDocument(nested(33)))
        #expect(!isDocument(String(repeating: "{\"a\":", count: 100_000)))
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
            #expect(throws: JSONDocument.Malformed.self) { try JSONDocument(bytes) }
        }
    }
}
