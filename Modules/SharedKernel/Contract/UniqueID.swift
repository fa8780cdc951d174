#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A UUID of version 7 (RFC 9562): 16 bytes that sort by the millisecond they were made in.
///
/// Two words instead of Foundation's `UUID`, because ids are compared, hashed, bound to SQL and printed on every
/// request, and none of that should allocate.
public struct UniqueID: Hashable, Comparable, Sendable {
    /// The first eight bytes, big-endian: timestamp, version and 12 random bits.
    public let high: UInt64
    /// The last eight bytes, big-endian: variant and 62 random bits.
    public let low: UInt64

    /// The id with exactly these bytes; of any version, since ids from outside are compared, never trusted.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new id for this millisecond, with 74 bits from the system's random source.
    public init() {
        var random = SystemRandomNumberGenerator()
        self.init(milliseconds: UInt64(Timestamp.now.microseconds / 1000), using: &random)
    }

    /// A new id for the given Unix millisecond.
    public init(milliseconds: UInt64, using generator: inout some RandomNumberGenerator) {
        high = milliseconds << 16 | 0x7000 | generator.next() & 0x0FFF
        low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    }

    /// Reads the canonical form, 8-4-4-4-12 hexadecimal digits of either case; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        var copy = String(text)
        let parsed = copy.withUTF8 { UniqueID(canonical: $0) }
        guard let parsed else { return nil }
        self = parsed
    }

    /// Reads the canonical form from UTF-8 bytes.
    public init?(canonical bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 36 else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let value: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
            default: return nil
            }
            if digits < 16 { words.0 = words.0 << 4 | UInt64(value) } else { words.1 = words.1 << 4 | UInt64(value) }
            digits += 1
        }
        self.init(high: words.0, low: words.1)
    }

    /// Writes the 36 lower-case characters of the canonical form to `target`, which must hold at least 36 bytes.
    public func write(to target: UnsafeMutableBufferPointer<UInt8>) {
        var out = 0
        for nibble in 0..<32 {
            if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                target[out] = UInt8(ascii: "-")
                out += 1
            }
            let word = nibble < 16 ? high : low
            let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (nibble & 15))) & 15
            target[out] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
            out += 1
        }
    }

    public static func < (a: UniqueID, b: UniqueID) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }
}

extension UniqueID: CustomStringConvertible, LosslessStringConvertible {
    public var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            write(to: buffer)
            return 36
        }
    }

    public init?(_ description: String) {
        var copy = description
        guard let parsed = copy.withUTF8({ UniqueID(canonical: $0) }) else { return nil }
        self = parsed
    }
}
