import SharedKernel

/// The headers that every answer carries, made anew once a second.
struct HTTPDate {
    private var second: Int64 = -1
    private var bytes: [UInt8] = []

    /// What a browser is to know of every answer. HSTS belongs to TLS.
    private static let security = """
        Content-Security-Policy: default-src 'self'; script-src 'self'; frame-ancestors 'none'\r
        X-Content-Type-Options: nosniff\r
        Referrer-Policy: no-referrer\r
        Cross-Origin-Opener-Policy: same-origin\r
        Cross-Origin-Resource-Policy: same-origin\r
        Permissions-Policy: camera=(), geolocation=(), microphone=()\r

        """

    /// `Date` and the security headers at a Unix second.
    mutating func headers(at second: Int64) -> [UInt8] {
        if second != self.second {
            self.second = second
            bytes = Array("Date: \(Self.text(second))\r\n\(Self.security)".utf8)
        }
        return bytes
    }

    /// IMF-fixdate (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func text(_ second: Int64) -> String {
        let names = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // The digits of RFC 3339 are the digits of this one, in another order.
        let stamp = Timestamp(microseconds: second * 1_000_000).description
        let parts = stamp.split { "-T:.Z".contains($0) }
        let month = months[(Int(parts[1]) ?? 1) - 1]
        return
            "\(names[Int(second / 86_400) % 7]), \(parts[2]) \(month) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) GMT"
    }
}
