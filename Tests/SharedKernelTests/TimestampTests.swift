import SharedKernel
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00.000Z", 0 as Int64),
        ("2026-11-21T08:44:00.123Z", 1_795_250_640_123_000),
        ("2000-02-29T23:59:59.999Z", 951_868_799_999_000),
        ("1969-12-31T23:59:59.999Z", -1000),
        ("1600-03-01T00:00:00.000Z", -11_670_912_000_000_000),
    ])
    func `an instant is written as RFC 3339 and read back`(text: String, microseconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).description == text)
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        ("2026-11-21T10:44:00+02:00", "2026-11-21T08:44:00.000Z"),
        ("2026-11-21T08:14:00-00:30", "2026-11-21T08:44:00.000Z"),
        ("2026-11-21t08:44:00.5z", "2026-11-21T08:44:00.500Z"),
        ("2026-11-21 08:44:00.123456789Z", "2026-11-21T08:44:00.123Z"),
    ])
    func `offsets, small letters and fractions are read`(text: String, canonical: String) {
        #expect(Timestamp(rfc3339: text)?.description == canonical)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
        "2026-11-31T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T08:60:00Z", "2026-11-21T08:44:00",
        "2026-11-21T08:44:00.Z", "2026-11-21T08:44:00Z ", "2026-11-21T08:44:00+24:00", "+026-11-21T08:44:00Z",
    ])
    func `what is no time of the calendar is refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `every day of four centuries comes back from its text`() throws {
        for day in 0..<146_097 {
            let instant = Timestamp(microseconds: Int64(day - 135_080) * 86_400_000_000)
            #expect(Timestamp(rfc3339: instant.description) == instant)
        }
    }

    @Test func `a point on the monotonic clock does not move for a negative duration`() {
        let now = MonotonicTime.now
        #expect(now.advanced(by: .seconds(-5)) == now)
        #expect(now.advanced(by: .milliseconds(1500)).nanoseconds(since: now) == 1_500_000_000)
        #expect(now.nanoseconds(since: now.advanced(by: .seconds(1))) == 0)
    }
}
