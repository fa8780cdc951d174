/// Searches over raw bytes, without building strings.
enum ByteSearch {
    /// Where the last free-standing `import` begins, or nil where the file holds none. Nothing after it can be an
    /// import, so a reader may stop there. Goes backwards, 32 places at a time.
    static func lastImport(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return nil }
        typealias Block = SIMD32<UInt8>
        let (first, last) = (Block(repeating: UInt8(ascii: "i")), Block(repeating: UInt8(ascii: "t")))
        // One past the last place where an `import` can still begin.
        var end = bytes.count - 5
        while end >= Block.scalarCount {
            let start = end - Block.scalarCount
            let begins = base.loadUnaligned(fromByteOffset: start, as: Block.self) .== first
            let ends = base.loadUnaligned(fromByteOffset: start + 5, as: Block.self) .== last
            let found = begins .& ends
            if any(found) {
                for lane in (0..<Block.scalarCount).reversed() where found[lane] && isImport(bytes, at: start + lane) {
                    return start + lane
                }
            }
            end = start
        }
        while end > 0 {
            end -= 1
            if bytes[end] == UInt8(ascii: "i"), isImport(bytes, at: end) { return end }
        }
        return nil
    }

    private static func isImport(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
        guard start + 6 <= bytes.count, matches(bytes, at: start, "import") else { return false }
        if start > 0, bytes[start - 1].isASCIIWord { return false }
        return start + 6 == bytes.count || !bytes[start + 6].isASCIIWord
    }

    /// Whether `text` stands at `start`.
    @inline(__always)
    static func matches(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard start >= 0, start + count <= bytes.count else { return false }
        let wanted = text.utf8Start
        for offset in 0..<count where bytes[start + offset] != wanted[offset] { return false }
        return true
    }

    /// Whether `text` stands anywhere.
    static func contains(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count >= count else { return false }
        let first = text.utf8Start[0]
        var start = 0
        while start <= bytes.count - count {
            if bytes[start] == first, matches(bytes, at: start, text) { return true }
            start += 1
        }
        return false
    }
}

extension UInt8 {
    /// A byte that goes on with an ASCII identifier.
    @inline(__always)
    var isASCIIWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// A byte that goes on with an identifier; every byte outside ASCII is taken for one.
    @inline(__always)
    var isWord: Bool { isASCIIWord || self >= 0x80 || self == UInt8(ascii: "$") }

    @inline(__always)
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    /// A byte that an ASCII operator is made of.
    @inline(__always)
    var isOperator: Bool {
        switch self {
        case UInt8(ascii: "="), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "!"), UInt8(ascii: "*"),
            UInt8(ascii: "%"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "|"),
            UInt8(ascii: "^"), UInt8(ascii: "~"), UInt8(ascii: "?"), UInt8(ascii: "."), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
