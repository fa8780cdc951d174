import Crypto

/// Seals small payloads into tokens that a client can carry but neither forge nor alter: cursors, consistency tokens.
///
/// A token is base64url of the payload and the first 16 bytes of HMAC-SHA256 over purpose and payload (RFC 2104
/// allows truncation to half the hash). The payload is not secret.
public struct OpaqueTokens: Sendable {
    private let key: SymmetricKey
    private static let tagLength = 16

    /// Tokens under `secret`, which every instance of the service must share; at least 32 random bytes.
    public init(secret: [UInt8]) { key = SymmetricKey(data: secret) }

    /// A token that ``open(_:purpose:)`` turns back into `payload` for the same purpose only.
    public func seal(_ payload: [UInt8], purpose: String) -> String {
        Base64URL.encode(payload + tag(payload, purpose))
    }

    /// The payload in `token`; `nil` when it is no token, was altered, or was made for another purpose.
    public func open(_ token: String, purpose: String) -> [UInt8]? {
        guard let bytes = Base64URL.decode(token), bytes.count >= Self.tagLength else { return nil }
        let payload = Array(bytes.dropLast(Self.tagLength))
        let expected = tag(payload, purpose)
        // Compared without an early exit, so that the time says nothing of where they differ.
        var difference: UInt8 = 0
        for (a, b) in zip(bytes.suffix(Self.tagLength), expected) { difference |= a ^ b }
        return difference == 0 ? payload : nil
    }

    /// 32 bytes that only a holder of the secret can derive from `input`, for one purpose.
    public func derive(from input: [UInt8], purpose: String) -> [UInt8] { Array(mac(input, purpose)) }

    private func tag(_ payload: [UInt8], _ purpose: String) -> [UInt8] {
        Array(mac(payload, purpose).prefix(Self.tagLength))
    }

    private func mac(_ payload: [UInt8], _ purpose: String) -> HMAC<SHA256>.MAC {
        var mac = HMAC<SHA256>(key: key)
        let purpose = Array(purpose.utf8)
        withUnsafeBytes(of: UInt64(purpose.count).bigEndian) { mac.update(data: Array($0)) }
        mac.update(data: purpose)
        mac.update(data: payload)
        return mac.finalize()
    }
}

/// Base64 with the URL-safe alphabet and no padding (RFC 4648, section 5).
public enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    /// The text of `bytes`.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity((bytes.count * 4 + 2) / 3)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                out.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { out.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes of `text`; `nil` for other characters, for a length that no bytes have, and for stray last bits.
    public static func decode(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(text.utf8.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8 {
            let value = values[Int(character)]
            guard value < 64 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard count < 6, bits & ((1 << UInt32(count)) - 1) == 0 else { return nil }
        return out
    }
}
