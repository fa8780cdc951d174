#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// An instant: microseconds since 1970-01-01T00:00:00Z, the precision of PostgreSQL's `timestamptz`.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since the Unix epoch.
    public let microseconds: Int64

    /// The instant that many microseconds after the Unix epoch.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// The wall clock.
    public static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }
    public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(
            microseconds: instant.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    /// Whole seconds since the Unix epoch, rounded down.
    public var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000 }
}

extension Timestamp: CustomStringConvertible {
    /// The length of ``write(to:)``'s output.
    public static let textLength = 24

    /// Writes RFC 3339 in UTC with milliseconds, `2026-11-21T08:44:00.123Z`, to at least 24 bytes.
    ///
    /// Days become a civil date by Hinnant's algorithm ("chrono-Compatible Low-Level Date Algorithms").
    public func write(to target: UnsafeMutableBufferPointer<UInt8>) {
        let secondsOfDay = Int(seconds - Self.floorDivide(seconds, 86_400) * 86_400)
        let milliseconds = Int((microseconds - seconds * 1_000_000) / 1000)
        let shifted = Int(Self.floorDivide(seconds, 86_400)) + 719_468
        let era = shifted >= 0 ? shifted / 146_097 : (shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)

        var out = 0
        func digits(_ value: Int, _ width: Int) {
            var rest = value
            for place in stride(from: out + width - 1, through: out, by: -1) {
                target[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            out += width
        }
        func mark(_ character: Unicode.Scalar) {
            target[out] = UInt8(ascii: character)
            out += 1
        }
        digits(year, 4)
        mark("-")
        digits(month, 2)
        mark("-")
        digits(day, 2)
        mark("T")
        digits(secondsOfDay / 3600, 2)
        mark(":")
        digits(secondsOfDay / 60 % 60, 2)
        mark(":")
        digits(secondsOfDay % 60, 2)
        mark(".")
        digits(milliseconds, 3)
        mark("Z")
    }

    public var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { buffer in
            write(to: buffer)
            return Self.textLength
        }
    }

    private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
        a >= 0 ? a / b : (a - b + 1) / b
    }
}

/// A point on the clock that never goes back: nanoseconds since the machine started. For durations and deadlines.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since an unspecified start.
    public let nanoseconds: UInt64

    /// The point that many nanoseconds after the start.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// This instant.
    public static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    public static func < (a: MonotonicTime, b: MonotonicTime) -> Bool { a.nanoseconds < b.nanoseconds }

    /// Nanoseconds from `earlier` to this point; 0 when `earlier` is later.
    public func nanoseconds(since earlier: MonotonicTime) -> UInt64 {
        nanoseconds > earlier.nanoseconds ? nanoseconds - earlier.nanoseconds : 0
    }

    /// The point `duration` later.
    public func advanced(by duration: Duration) -> MonotonicTime {
        let (seconds, attoseconds) = duration.components
        return MonotonicTime(
            nanoseconds: nanoseconds &+ UInt64(max(0, seconds)) * 1_000_000_000
                + UInt64(max(0, attoseconds)) / 1_000_000_000)
    }
}

extension Timestamp {
    /// Reads RFC 3339 (section 5.6) with any offset and up to nine digits of fraction, of which six count; `nil` for
    /// anything else, and for dates that the calendar does not have.
    public init?(rfc3339 text: String) {
        var bytes = Substring(text).utf8[...]
        func number(_ width: Int) -> Int? {
            guard bytes.count >= width else { return nil }
            var value = 0
            for _ in 0..<width {
                guard let byte = bytes.popFirst(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                    return nil
                }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        func mark(_ characters: StaticString) -> UInt8? {
            guard let byte = bytes.popFirst() else { return nil }
            for index in 0..<characters.utf8CodeUnitCount where characters.utf8Start[index] == byte { return byte }
            return nil
        }
        guard let year = number(4), mark("-") != nil, let month = number(2), mark("-") != nil, let day = number(2),
            mark("Tt ") != nil, let hour = number(2), mark(":") != nil, let minute = number(2), mark(":") != nil,
            let second = number(2), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day),
            hour < 24, minute < 60, second <= 60
        else { return nil }

        var fraction = 0
        if bytes.first == UInt8(ascii: ".") {
            bytes.removeFirst()
            var digits = 0
            while let byte = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits < 9 {
                if digits < 6 { fraction = fraction * 10 + Int(byte - UInt8(ascii: "0")) }
                digits += 1
                bytes.removeFirst()
            }
            guard digits > 0 else { return nil }
            for _ in 0..<max(0, 6 - digits) { fraction *= 10 }
        }

        var offset = 0
        guard let sign = mark("Zz+-") else { return nil }
        if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            guard let hours = number(2), mark(":") != nil, let minutes = number(2), hours < 24, minutes < 60 else {
                return nil
            }
            offset = (hours * 60 + minutes) * (sign == UInt8(ascii: "+") ? 60 : -60)
        }
        guard bytes.isEmpty else { return nil }

        // The inverse of the algorithm in write(to:).
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(fraction))
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}
