import SharedKernel
import Testing

@testable import AuthLive

@Suite struct VerifiedTokensTests {
    private func token(until seconds: Int64) -> VerifiedToken {
        VerifiedToken(
            principal: Principal(userID: UserID(), role: .customer, sessionID: SessionID()), expiresAt: seconds)
    }

    @Test func `no more are remembered than there is room for`() {
        let known = VerifiedTokens(capacity: 64)
        for number in 0..<1000 {
            known.insert(token(until: 100), as: TokenFingerprint(of: "token \(number)"), now: 0)
        }
        #expect(known.count <= 64)
        #expect(known[TokenFingerprint(of: "token 999")] != nil)
    }

    @Test func `what has expired makes room first`() {
        let known = VerifiedTokens(capacity: 2, shards: 1)
        known.insert(token(until: 10), as: TokenFingerprint(of: "old"), now: 0)
        known.insert(token(until: 100), as: TokenFingerprint(of: "young"), now: 0)
        known.insert(token(until: 100), as: TokenFingerprint(of: "new"), now: 10)
        #expect(known[TokenFingerprint(of: "old")] == nil)
        #expect(known[TokenFingerprint(of: "young")] != nil)
        #expect(known[TokenFingerprint(of: "new")] != nil)
    }

    @Test func `tokens that differ in one character are told apart`() {
        #expect(TokenFingerprint(of: "abc.def.ghi") != TokenFingerprint(of: "abc.def.ghj"))
        #expect(TokenFingerprint(of: "abc.def.ghi") == TokenFingerprint(of: "abc.def." + "ghi"))
    }
}
