import Auth
import Crypto
import FoundationEssentials
import JWTKit
import SharedKernel
import Testing

@testable import AuthLive

@Suite struct AccessTokenTests {
    private let clock = TestClock()
    private let user = UserID()
    private let session = SessionID()

    private func tokens(issuer: String = "stoa", audience: String = "stoa") async throws -> AccessTokens {
        let clock = clock
        return AccessTokens(
            issuer: issuer, audience: audience, keys: KeyRing(try await SharedKeys.keys()), clock: { clock.now })
    }

    private func claims(exp: Int64? = nil, iss: String = "stoa", aud: String = "stoa") -> AccessClaims {
        AccessClaims(
            iss: iss, sub: user.description, aud: aud, iat: clock.now.seconds, exp: exp ?? clock.now.seconds + 900,
            jti: UniqueID().description, sid: session.description, role: "admin")
    }

    /// A token with any header and claims, signed as `sign` does it.
    private func forge(
        _ header: AccessHeader, _ claims: some Encodable, sign: ([UInt8]) throws -> [UInt8]
    ) throws -> String {
        let head = Base64URL.encode(try JSONEncoder().encode(header))
        let signed = "\(head).\(Base64URL.encode(try JSONEncoder().encode(claims)))"
        return "\(signed).\(Base64URL.encode(try sign(Array(signed.utf8))))"
    }

    @Test func `an issued token names its principal`() async throws {
        let tokens = try await tokens()
        let token = try tokens.issue(for: user, .staff, session)
        #expect(
            try await tokens.principal(of: token) == Principal(userID: user, role: .staff, sessionID: session))
    }

    @Test func `a token carries the decided claims, kid and typ`() async throws {
        let tokens = try await tokens()
        let parts = try tokens.issue(for: user, .customer, session).split(separator: ".").map(String.init)
        let header = try JSONDecoder().decode(
            [String: String].self, from: Data(try #require(Base64URL.decode(parts[0]))))
        #expect(header == ["alg": "RS256", "kid": tokens.keys.current.signer.kid, "typ": "JWT"])
        let claims = try JSONDecoder().decode(
            AccessClaims.self, from: Data(try #require(Base64URL.decode(parts[1]))))
        #expect(claims.iss == "stoa" && claims.aud == "stoa" && claims.role == "customer")
        #expect(claims.sub == user.description && claims.sid == session.description)
        #expect(claims.exp - claims.iat == 900)
        #expect(UniqueID(claims.jti) != nil)
    }

    @Test func `a token altered in any part is refused`() async throws {
        let tokens = try await tokens()
        let parts = try tokens.issue(for: user, .customer, session).split(separator: ".").map(String.init)
        let admin = Base64URL.encode(try JSONEncoder().encode(claims()))
        let flipped = parts[2].prefix(10) + (parts[2].dropFirst(10).first == "A" ? "B" : "A") + parts[2].dropFirst(11)
        for token in [
            "\(parts[0]).\(admin).\(parts[2])", "\(parts[0]).\(parts[1]).\(flipped)", "\(parts[0]).\(parts[1]).",
            "\(parts[0]).\(parts[1])", "\(parts[0]).\(parts[1]).\(parts[2]).\(parts[2])", "", "..", "stoa",
            String(repeating: "a", count: 10_000),
        ] {
            await #expect(throws: AuthError.tokenInvalid) { try await tokens.principal(of: token) }
        }
    }

    @Test(arguments: ["none", "None", "HS256", "RS512", "PS256", "ES256"])
    func `a token cannot choose its algorithm`(algorithm: String) async throws {
        let tokens = try await tokens()
        let key = tokens.keys.current.signer
        let header = AccessHeader(alg: algorithm, kid: key.kid, typ: "JWT")
        for signature in [{ _ in [] }, { try key.algorithm.sign($0) }] as [([UInt8]) throws -> [UInt8]] {
            let token = try forge(header, claims(), sign: signature)
            await #expect(throws: AuthError.tokenInvalid) { try await tokens.principal(of: token) }
        }
    }

    @Test func `the public key is no secret to sign HS256 with`() async throws {
        let tokens = try await tokens()
        let file = try #require(try SharedKeys.folder().keys.first)
        let publicKey = try JWTKit.Insecure.RSA.PrivateKey(pem: file.pem).publicKey.pemRepresentation
        for algorithm in ["HS256", "RS256"] {
            let token = try forge(AccessHeader(alg: algorithm, kid: file.kid, typ: "JWT"), claims()) {
                Array(Crypto.HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: Data(publicKey.utf8))))
            }
            await #expect(throws: AuthError.tokenInvalid) { try await tokens.principal(of: token) }
        }
    }

    @Test func `an unknown kid, another typ and critical extensions are refused`() async throws {
        let tokens = try await tokens()
        let key = tokens.keys.current.signer
        for header in [
            AccessHeader(alg: "RS256", kid: "unknown", typ: "JWT"), AccessHeader(alg: "RS256", kid: "", typ: "JWT"),
            AccessHeader(alg: "RS256", kid: key.kid, typ: "at+jwt"),
            AccessHeader(alg: "RS256", kid: key.kid, typ: "JWT", crit: ["b64"]),
        ] {
            let token = try forge(header, claims()) { try key.algorithm.sign($0) }
            await #expect(throws: AuthError.tokenInvalid) { try await tokens.principal(of: token) }
        }
    }

    @Test func `a token of another issuer or for another audience is refused`() async throws {
        let tokens = try await tokens()
        for other in [try await self.tokens(issuer: "other"), try await self.tokens(audience: "other")] {
            let token = try other.issue(for: user, .admin, session)
            await #expect(throws: AuthError.tokenInvalid) { try await tokens.principal(of: token) }
        }
    }

    @Test func `a token without one of its claims is refused`() async throws {
        let tokens = try await tokens()
        let key = tokens.keys.current.signer
        let all = [
            "iss": "stoa", "aud": "stoa", "sub": user.description, "sid": session.description, "role": "customer",
            "jti": "1",
        ]
        for missing in all.keys {
            let token = try forge(
                AccessHeader(alg: "RS256", kid: key.kid, typ: "JWT"), all.filter { $0.key != missing }
            ) { try key.algorithm.sign($0) }
            await #expect(throws: AuthError.tokenInvalid) { try await tokens.principal(of: token) }
        }
    }

    @Test func `a token is good until the second it expires in, remembered or not`() async throws {
        let tokens = try await tokens()
        let token = try tokens.issue(for: user, .customer, session)
        clock.advance(by: .seconds(899))
        _ = try await tokens.principal(of: token)
        #expect(tokens.known.count == 1)
        clock.advance(by: .seconds(1))
        await #expect(throws: AuthError.tokenExpired) { try await tokens.principal(of: token) }
        tokens.known.removeAll()
        await #expect(throws: AuthError.tokenExpired) { try await tokens.principal(of: token) }
        #expect(tokens.known.count == 0)
    }

    @Test func `a token verified once is not verified again`() async throws {
        let tokens = try await tokens()
        let token = try tokens.issue(for: user, .customer, session)
        _ = try await tokens.principal(of: token)
        // With other keys the token could not be verified any more: only what is remembered can answer.
        tokens.keys.replace(
            by: try await withFolder { try await SigningKeys(KeyFolder.load(path: $0, createIfMissing: true)) })
        #expect(try await tokens.principal(of: token).userID == user)
        tokens.known.removeAll()
        await #expect(throws: AuthError.tokenInvalid) { try await tokens.principal(of: token) }
    }
}
