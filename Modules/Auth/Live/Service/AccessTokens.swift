import Auth
import FoundationEssentials
import JWTKit
import SharedKernel

/// Issues access tokens and verifies them (JWT, RFC 7519, as RFC 8725 advises).
struct AccessTokens: TokenVerifying {
    /// How long a token is good for.
    static let lifetime = Duration.seconds(900)
    /// A longer token is none of ours: ours have about 700 characters.
    private static let longest = 4096

    let issuer: String
    let audience: String
    let keys: KeyRing
    /// RS256 costs 31 µs to verify; a look-up here is one SHA-256 and one hash table.
    let known = VerifiedTokens(capacity: 10_000)
    /// The wall clock; tests bring their own.
    var clock: @Sendable () -> Timestamp = { Timestamp.now }

    /// A token for a signed-in device.
    func issue(for user: UserID, _ role: Role, _ session: SessionID) throws -> String {
        let now = clock().seconds
        let claims = AccessClaims(
            iss: issuer, sub: user.description, aud: audience, iat: now,
            exp: now + Self.lifetime.components.seconds, jti: UniqueID().description, sid: session.description,
            role: role.rawValue)
        let key = keys.current.signer
        let payload = try JSONEncoder().encode(claims)
        let head = try JSONEncoder().encode(AccessHeader(alg: key.algorithmName, kid: key.kid, typ: "JWT"))
        let signed = "\(Base64URL.encode(head)).\(Base64URL.encode(payload))"
        return "\(signed).\(Base64URL.encode(try key.algorithm.sign(Array(signed.utf8))))"
    }

    func principal(of token: String) async throws -> Principal {
        let fingerprint = TokenFingerprint(of: token)
        let now = clock().seconds
        if let verified = known[fingerprint] {
            guard now < verified.expiresAt else { throw AuthError.tokenExpired }
            return verified.principal
        }
        let verified = try verify(token)
        guard now < verified.expiresAt else { throw AuthError.tokenExpired }
        known.insert(verified, as: fingerprint, now: now)
        return verified.principal
    }

    /// Whom a token speaks for and until when. Throws ``AuthError/tokenInvalid``; an expired one is not told apart here.
    private func verify(_ token: String) throws -> VerifiedToken {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, token.utf8.count <= Self.longest, let head = Base64URL.decode(String(parts[0])),
            let payload = Base64URL.decode(String(parts[1])), let signature = Base64URL.decode(String(parts[2])),
            let header = Self.decode(AccessHeader.self, head), header.typ == "JWT", header.crit == nil,
            // The key decides the algorithm, never the token (RFC 8725, section 3.1).
            let key = keys.current.byID[header.kid], key.algorithmName == header.alg,
            try key.algorithm.verify(signature, signs: Array("\(parts[0]).\(parts[1])".utf8)),
            let claims = Self.decode(AccessClaims.self, payload), claims.iss == issuer, claims.aud == audience,
            let user = UniqueID(claims.sub), let session = UniqueID(claims.sid), let role = Role(rawValue: claims.role)
        else { throw AuthError.tokenInvalid }
        return VerifiedToken(
            principal: Principal(userID: UserID(user), role: role, sessionID: SessionID(session)),
            expiresAt: claims.exp)
    }

    private static func decode<T: Decodable>(_: T.Type, _ json: [UInt8]) -> T? {
        try? JSONDecoder().decode(T.self, from: Data(json))
    }
}

/// The header of a token; `crit` is refused, because it names extensions that must be understood.
struct AccessHeader: Codable {
    let alg: String
    let kid: String
    let typ: String
    var crit: [String]?
}

/// What a token says.
struct AccessClaims: Codable {
    let iss: String
    let sub: String
    let aud: String
    let iat: Int64
    let exp: Int64
    let jti: String
    let sid: String
    let role: String
}
