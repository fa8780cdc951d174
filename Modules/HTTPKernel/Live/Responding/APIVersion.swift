import HTTPKernel

/// The version that a client asks for by header: `/api/products` with `Accept: application/vnd.stoa.v1+json` is
/// `/api/v1/products`. Without a version the newest stable one answers.
enum APIVersion {
    /// Every version that is served, the newest last.
    static let served = ["v1"]
    private static let mediaType = "application/vnd.stoa."

    /// The path in the newest version; `nil` for what is not below `/api/` or names its version itself.
    static func versioned(_ path: String, accept: String?) throws -> Substring? {
        guard path.utf8.starts(with: "/api/".utf8), let newest = served.last else { return nil }
        let asked = try version(in: accept)
        let rest = path.dropFirst(5)
        return "/api/\(asked ?? newest)/\(rest)"
    }

    /// The version in an `Accept` field; throws 406 for one that is not served.
    static func version(in accept: String?) throws -> String? {
        guard let accept, let range = accept.firstRange(of: mediaType) else { return nil }
        let version = String(accept[range.upperBound...].prefix { $0 != "+" && $0 != ";" && $0 != "," && $0 != " " })
        guard served.contains(version) else {
            throw HTTPError(
                .notAcceptable, "This version of the API is not served",
                details: served.map { ErrorDetail([("version", .text($0))]) })
        }
        return version
    }
}
