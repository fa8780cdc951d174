import SharedKernel
import Testing

@testable import AuthLive

@Suite struct RefreshTokenTests {
    private let secret = OpaqueTokens(secret: Array(repeating: 7, count: 32))

    @Test func `the successor of a token is always the same, and is not the token`() {
        let token = RefreshToken.random()
        #expect(token.successor(under: secret) == token.successor(under: secret))
        #expect(token.successor(under: secret) != token)
        #expect(token.successor(under: secret).successor(under: secret) != token)
    }

    @Test func `another secret gives another successor`() {
        let token = RefreshToken.random()
        #expect(
            token.successor(under: OpaqueTokens(secret: Array(repeating: 8, count: 32)))
                != token.successor(under: secret))
    }

    @Test func `a token comes back from its cookie`() throws {
        let token = RefreshToken.random()
        #expect(token.cookie.utf8.count == 43)
        let read = try #require(RefreshToken(cookie: token.cookie))
        #expect(read == token)
        #expect(read.hash == token.hash)
        #expect(token.hash.bytes.count == 32)
    }

    @Test(arguments: [
        "", "abc", "not base64url!", String(repeating: "A", count: 42), String(repeating: "A", count: 44),
    ])
    func `what is no token is refused`(text: String) { #expect(RefreshToken(cookie: text) == nil) }
}
