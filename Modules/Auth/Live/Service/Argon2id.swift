import CArgon2

/// Argon2id (RFC 9106) as libargon2 computes it. Every call takes tens of milliseconds: never on an event loop.
enum Argon2id {
    /// libargon2 could not do it: no memory, or a stored hash that is none.
    struct Failure: Error, CustomStringConvertible {
        let code: Int32
        var description: String { "argon2id failed: \(String(cString: argon2_error_message(code)))" }
    }

    private static let saltLength = 16
    private static let hashLength = 32

    /// A hash with a new random salt, in PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
    static func hash(_ password: String, _ cost: Argon2Parameters) throws(Failure) -> String {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<saltLength).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let length = argon2_encodedlen(
            cost.time, cost.memoryKiB, cost.parallelism, UInt32(saltLength), UInt32(hashLength), Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let bytes = Array(password.utf8)
        let code = argon2id_hash_encoded(
            cost.time, cost.memoryKiB, cost.parallelism, bytes, bytes.count, salt, saltLength, hashLength, &encoded,
            length)
        guard code == ARGON2_OK.rawValue else { throw Failure(code: code) }
        return String(decoding: encoded.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Whether `password` is the one in `hash`, at the cost that the hash names.
    static func verify(_ password: String, against hash: String) throws(Failure) -> Bool {
        let bytes = Array(password.utf8)
        let code = argon2id_verify(hash, bytes, bytes.count)
        switch code {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        default: throw Failure(code: code)
        }
    }

    /// The cost that a hash in PHC form names; `nil` when it is none.
    static func cost(of hash: String) -> Argon2Parameters? {
        let parts = hash.split(separator: "$")
        guard parts.count == 5, parts[0] == "argon2id" else { return nil }
        var numbers: [Substring: UInt32] = [:]
        for pair in parts[2].split(separator: ",") {
            let halves = pair.split(separator: "=")
            guard halves.count == 2, let number = UInt32(halves[1]) else { return nil }
            numbers[halves[0]] = number
        }
        guard let memory = numbers["m"], let time = numbers["t"], let lanes = numbers["p"] else { return nil }
        return Argon2Parameters(memoryKiB: memory, time: time, parallelism: lanes)
    }
}
