#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// What the system says of this process.
enum ProcessFacts {
    /// Bytes of memory in use (resident set size); `nil` where the system does not tell.
    static func residentBytes() -> Int64? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        // The second number counts resident pages (proc(5)).
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let words = text.split(separator: " ")
        guard words.count > 1, let pages = Int64(words[1]) else { return nil }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
}
