import SharedKernel
import Testing

@Suite struct UniqueIDTests {
    @Test func `a new id is a UUID of version 7 of this millisecond`() throws {
        let before = UInt64(Timestamp.now.microseconds / 1000)
        let id = UniqueID()
        let after = UInt64(Timestamp.now.microseconds / 1000)
        #expect((before...after).contains(id.high >> 16))
        let text = Array(id.description)
        #expect(text.count == 36)
        #expect(text[14] == "7")
        #expect("89ab".contains(text[19]))
    }

    @Test func `an id is read from its text in either case`() {
        let id = UniqueID()
        #expect(UniqueID(id.description) == id)
        #expect(UniqueID(id.description.uppercased()) == id)
    }

    @Test(arguments: [
        "", "0", "01890a5d-ac96-774b-bcce-b302099a805", "01890a5d-ac96-774b-bcce-b302099a80577",
        "01890a5dac96-774b-bcce-b302099a8057-", "01890a5d-ac96-774b-bcce-b302099a805g",
        "{1890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a805\u{e9}",
    ])
    func `what is no UUID is refused`(text: String) {
        #expect(UniqueID(text) == nil)
    }

    @Test func `ids sort by the millisecond they were made in`() {
        var random = SystemRandomNumberGenerator()
        let ids = (0..<100).map { UniqueID(milliseconds: UInt64($0), using: &random) }
        #expect(ids.shuffled().sorted() == ids)
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
    }

    @Test func `ten thousand ids of one millisecond differ`() {
        var random = SystemRandomNumberGenerator()
        let ids = Set((0..<10_000).map { _ in UniqueID(milliseconds: 1, using: &random) })
        #expect(ids.count == 10_000)
    }
}
