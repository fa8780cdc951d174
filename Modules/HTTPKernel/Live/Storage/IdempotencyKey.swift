import Crypto
import HTTPKernel
import SharedKernel

/// A caller's `Idempotency-Key`, and what tells its request from another.
struct IdempotencyKey: Sendable {
    /// Whose key it is.
    let scope: UserID
    /// 1 to 255 visible ASCII characters.
    let text: String
    /// SHA-256 over method, path and body.
    let fingerprint: [UInt8]
    /// The number of the advisory lock; two keys may share one, and then wait for nothing but a retry.
    let lock: Int64

    /// The key that `request` brings; `nil` when it brings none. Throws `VALIDATION_ERROR` for a malformed one.
    init?(of request: Request, for principal: Principal) throws {
        let values = request.headers("idempotency-key")
        guard request.method == .post, let text = values.first else { return nil }
        guard values.count == 1, (1...255).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else {
            throw HTTPError.validation(field: "Idempotency-Key", "must have 1 to 255 visible ASCII characters")
        }
        scope = principal.userID
        self.text = text
        fingerprint = Self.hash([Array(request.method.rawValue.utf8), Array(request.path.utf8), request.body])
        let name = Self.hash([
            Array("http.idempotency-key".utf8), Array(principal.userID.description.utf8), Array(text.utf8),
        ])
        lock = name.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Each part after its length, so that no two lists of parts look alike.
    private static func hash(_ parts: [[UInt8]]) -> [UInt8] {
        var hash = SHA256()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.count).bigEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: part)
        }
        return Array(hash.finalize())
    }
}
