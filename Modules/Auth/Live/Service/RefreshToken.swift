import Crypto
import SharedKernel

/// What a signed-in device keeps to get new access tokens: 32 bytes. It prints as dots.
///
/// The successor of a token is derived from it under the service's secret, so that the same successor can be given
/// twice though only hashes are stored: who reads the database learns no token, and who holds a token, not its successor.
struct RefreshToken: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    private static let length = 32
    private let bytes: [UInt8]

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The first token of a session.
    static func random() -> RefreshToken {
        var random = SystemRandomNumberGenerator()
        return RefreshToken(bytes: (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    /// The token in a cookie; `nil` when it is none.
    init?(cookie: String) {
        guard let bytes = Base64URL.decode(cookie), bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// The token as a cookie carries it.
    var cookie: String { Base64URL.encode(bytes) }

    /// What is stored of it.
    var hash: TokenHash { TokenHash(bytes: Array(SHA256.hash(data: bytes))) }

    /// The token that follows this one.
    func successor(under secret: OpaqueTokens) -> RefreshToken {
        RefreshToken(bytes: secret.derive(from: bytes, purpose: "refresh successor"))
    }

    var description: String { "••••••••" }
    var debugDescription: String { description }
}

/// SHA-256 of a refresh token. A token is 32 random bytes, so a slow hash would add nothing.
struct TokenHash: Hashable, Sendable {
    let bytes: [UInt8]
}
