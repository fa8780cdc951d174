import Testing
import Users

@Suite struct EmailAddressTests {
    @Test(arguments: ["ada@example.com", " Ada@Example.COM\t", "ADA@EXAMPLE.COM"])
    func `spellings of one address are one address`(text: String) {
        #expect(EmailAddress(text)?.text == "ada@example.com")
    }

    @Test(arguments: ["a@b.c", "first.last+tag@sub.example.co", "x'y@1.example"])
    func `addresses of every ordinary form are read`(text: String) { #expect(EmailAddress(text)?.text == text) }

    @Test(arguments: [
        "", "ada", "ada@", "@example.com", "ada@example", "a@b@c.de", "ada@.com", "ada@example..com", "ada@-x.com",
        "ada@x-.com", "ada lovelace@example.com", "ada@exa_mple.com", "ada@example.com\n", "ada\0@example.com",
        "ädä@example.com", "ada@exämple.com",
    ])
    func `what is no address is refused`(text: String) { #expect(EmailAddress(text) == nil) }

    @Test func `a letter that only looks like ASCII when lowered is refused`() {
        #expect(EmailAddress("\u{212A}ate@example.com") == nil)
        #expect(EmailAddress("ada@\u{212A}.com") == nil)
    }

    @Test func `lengths are those of RFC 5321`() {
        let local = String(repeating: "a", count: 64)
        let label = String(repeating: "b", count: 63)
        #expect(EmailAddress("\(local)@\(label).com") != nil)
        #expect(EmailAddress("a\(local)@\(label).com") == nil)
        #expect(EmailAddress("\(local)@b\(label).com") == nil)
        #expect(EmailAddress("\(local)@\(label).\(label).\(label)") == nil)
    }

    @Test func `a name has 1 to 200 characters and no NUL`() {
        #expect(PersonName("Ada")?.text == "Ada")
        #expect(PersonName(String(repeating: "é", count: 200)) != nil)
        #expect(PersonName("") == nil)
        #expect(PersonName(String(repeating: "x", count: 201)) == nil)
        #expect(PersonName("A\0da") == nil)
    }
}
