import SharedKernel
import Testing

@Suite struct OpaqueTokensTests {
    private let tokens = OpaqueTokens(secret: [UInt8](repeating: 7, count: 32))

    @Test func `a token opens to its payload, for its purpose only`() {
        let token = tokens.seal([1, 2, 3], purpose: "cursor")
        #expect(tokens.open(token, purpose: "cursor") == [1, 2, 3])
        #expect(tokens.open(token, purpose: "consistency") == nil)
    }

    @Test func `another secret opens nothing`() {
        let other = OpaqueTokens(secret: [UInt8](repeating: 8, count: 32))
        #expect(other.open(tokens.seal([1], purpose: "a"), purpose: "a") == nil)
    }

    @Test func `no altered character goes unnoticed`() {
        let token = Array(tokens.seal([1, 2, 3, 4, 5], purpose: "a"))
        for index in token.indices {
            for replacement in ["A", "B", "_", "="] where Character(replacement) != token[index] {
                var altered = token
                altered[index] = Character(replacement)
                #expect(tokens.open(String(altered), purpose: "a") == nil)
            }
            #expect(tokens.open(String(token.dropLast(index + 1)), purpose: "a") == nil)
        }
    }

    @Test func `purpose and payload cannot flow into each other`() {
        let token = tokens.seal(Array("b".utf8), purpose: "a")
        let moved = tokens.seal([], purpose: "ab")
        #expect(token.suffix(20) != moved.suffix(20))
    }

    @Test func `base64url comes back for every length, and strangers are refused`() {
        for length in 0..<40 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
        }
        for text in ["A", "AA=", "AA==", "A+/A", "AB", "AAB", "A A"] {
            #expect(Base64URL.decode(text) == nil, "\(text)")
        }
    }
}
