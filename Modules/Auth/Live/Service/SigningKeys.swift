import JWTKit
import SharedKernel
import Synchronization

/// The keys that sign and verify access tokens.
struct SigningKeys: Sendable {
    /// The newest; it signs.
    let signer: SigningKey
    /// All of them, by the `kid` in a token's header.
    let byID: [String: SigningKey]

    /// The keys of a folder, newest first. Throws ``KeyFolder/Problem`` for a file that holds no RSA key.
    init(_ folder: KeyFolder) async throws {
        var keys: [SigningKey] = []
        for file in folder.keys { keys.append(try await SigningKey(file, in: folder)) }
        guard let newest = keys.first else { throw folder.problem("holds no signing key") }
        signer = newest
        byID = Dictionary(uniqueKeysWithValues: keys.map { ($0.kid, $0) })
    }
}

/// One of them.
struct SigningKey: Sendable {
    /// Its name in the headers of tokens.
    let kid: String
    /// Signs and verifies by the one algorithm that this key is for.
    let algorithm: any JWTAlgorithm
    /// Its algorithm's name (RFC 7518, section 3.1).
    var algorithmName: String { algorithm.name }
    /// The public half (RFC 7518, section 6.3.1): modulus and exponent in base64url.
    let modulus: String
    let exponent: String

    init(_ file: KeyFolder.Key, in folder: KeyFolder) async throws {
        kid = file.kid
        let identifier = JWKIdentifier(string: file.kid)
        do {
            let key = try Insecure.RSA.PrivateKey(pem: file.pem)
            let primitives = try key.publicKey.getKeyPrimitives()
            modulus = Base64URL.encode(primitives.modulus)
            exponent = Base64URL.encode(primitives.publicExponent)
            algorithm = try await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256, kid: identifier)
                .getKey(for: identifier)
        } catch {
            throw folder.problem("holds \(file.kid).pem, which is no RSA private key of at least 2048 bits")
        }
    }
}

/// The keys in use now; they change while the service runs.
final class KeyRing: Sendable {
    private let keys: Mutex<SigningKeys>

    init(_ keys: SigningKeys) { self.keys = Mutex(keys) }

    var current: SigningKeys { keys.withLock { $0 } }
    func replace(by new: SigningKeys) { keys.withLock { $0 = new } }
}
