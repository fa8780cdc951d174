import HTTPKernel
import SharedKernel

/// The public keys, for whoever wants to verify access tokens without asking (RFC 7517).
struct KeySetRoute: Sendable {
    let keys: KeyRing

    var route: Route {
        .open(.get, "/.well-known/jwks.json", "The public keys of access tokens") { (_: Call<Nothing, Nothing>) in
            let keys = keys.current.byID.values.sorted { $0.kid > $1.kid }.map(PublicKey.init)
            return Reply(KeySet(keys: keys), headers: [("Cache-Control", "public, max-age=300")])
        }
    }
}

/// A JWK Set.
struct KeySet: WireType {
    let keys: [PublicKey]

    static let wire = Wire<KeySet>.object("KeySet", field("keys", \.keys), make: KeySet.init)
}

/// An RSA key as a JWK (RFC 7518, section 6.3.1).
struct PublicKey: WireType {
    let kty: String
    let use: String
    let alg: String
    let kid: String
    let n: String
    let e: String

    static let wire = Wire<PublicKey>.object(
        "PublicKey", field("kty", \.kty), field("use", \.use), field("alg", \.alg), field("kid", \.kid),
        field("n", \.n), field("e", \.e), make: PublicKey.init)
}

extension PublicKey {
    init(_ key: SigningKey) {
        self.init(
            kty: "RSA", use: "sig", alg: key.algorithmName, kid: key.kid, n: key.modulus, e: key.exponent)
    }
}
