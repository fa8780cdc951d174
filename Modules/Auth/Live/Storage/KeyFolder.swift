import CryptoExtras
import FoundationEssentials
import SharedKernel

/// The folder with the service's secrets: `<kid>.pem` for each signing key, and `secret.key`.
///
/// Made here, a `kid` is a UUIDv7; the key whose name sorts last is the newest and signs. It is read at start and on
/// reload only, and reading blocks: never on an event loop.
public struct KeyFolder: Sendable {
    /// Why a folder cannot be used.
    public struct Problem: Error, CustomStringConvertible {
        /// A sentence that names the setting, the folder and the remedy.
        public let description: String
    }

    /// A signing key as it stands in the folder.
    struct Key: Sendable {
        let kid: String
        let pem: String
    }

    /// Where it is.
    public let path: String
    /// 32 random bytes or more that all instances share, for ``OpaqueTokens``.
    public let secret: [UInt8]
    /// Newest first.
    let keys: [Key]

    /// How long a key is kept after another took over: far longer than its last token lives.
    static let keptAfterSuccession = Duration.seconds(86_400)
    private static let secretName = "secret.key"

    /// Reads the folder.
    /// - Parameter createIfMissing: makes what is missing, as in development; otherwise that is a ``Problem``.
    public static func load(path: String, createIfMissing: Bool) throws -> KeyFolder {
        guard createIfMissing else { return try KeyFolder(path: path) }
        return try PrivateFolder(path: path).whileLocked { folder in
            if try kids(in: folder).isEmpty { _ = try addKey(to: folder) }
            try addSecretIfMissing(to: folder)
            return try KeyFolder(path: path)
        }
    }

    /// Adds a new signing key, and drops those that were succeeded more than a day ago. Makes what is missing.
    ///
    /// It takes effect in an instance when that one reloads.
    /// - Returns: the new key's `kid`.
    @discardableResult
    public static func rotate(path: String) throws -> String {
        try PrivateFolder(path: path).whileLocked { folder in
            try addSecretIfMissing(to: folder)
            let kid = try addKey(to: folder)
            for old in try succeeded(in: folder) { try folder.remove("\(old).pem") }
            return kid
        }
    }

    private init(path: String) throws {
        self.path = path
        let folder = PrivateFolder(path: path)
        guard let text = try folder.read(Self.secretName) else {
            throw Self.problem(path, "holds no \(Self.secretName)")
        }
        guard let secret = Base64URL.decode(text.trimmingSuffix { $0.isWhitespace }), secret.count >= 32 else {
            throw Self.problem(path, "holds a \(Self.secretName) that is no base64url text of at least 32 bytes")
        }
        self.secret = secret
        keys = try Self.kids(in: folder).reversed().compactMap { kid in
            try folder.read("\(kid).pem").map { Key(kid: kid, pem: $0) }
        }
        if keys.isEmpty { throw Self.problem(path, "holds no signing key") }
    }

    /// Oldest first.
    private static func kids(in folder: PrivateFolder) throws -> [String] {
        try folder.names().filter { $0.hasSuffix(".pem") }.map { String($0.dropLast(4)) }.sorted()
    }

    /// The keys whose successor is older than a day: an instance that reloads late may still be signing with the others.
    private static func succeeded(in folder: PrivateFolder) throws -> [String] {
        let kids = try kids(in: folder)
        return try zip(kids, kids.dropFirst()).filter { _, successor in
            guard let age = try folder.age(of: "\(successor).pem") else { return false }
            return age > keptAfterSuccession
        }.map(\.0)
    }

    private static func addKey(to folder: PrivateFolder) throws -> String {
        let kid = UniqueID().description
        try folder.write("\(kid).pem", try _RSA.Signing.PrivateKey(keySize: .bits2048).pkcs8PEMRepresentation + "\n")
        return kid
    }

    private static func addSecretIfMissing(to folder: PrivateFolder) throws {
        guard try folder.read(secretName) == nil else { return }
        var random = SystemRandomNumberGenerator()
        let secret = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        try folder.write(secretName, Base64URL.encode(secret) + "\n")
    }

    func problem(_ what: String) -> Problem { Self.problem(path, what) }

    private static func problem(_ path: String, _ what: String) -> Problem {
        Problem(description: "AUTH_KEYS_DIR: the folder \(path) \(what); `stoa keys rotate` makes what is missing")
    }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        String(reversed().drop(while: predicate).reversed())
    }
}
