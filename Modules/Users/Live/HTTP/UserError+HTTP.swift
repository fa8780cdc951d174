public import HTTPKernel
public import Users

extension UserError: HTTPErrorConvertible {
    /// What the client is told.
    public var httpError: HTTPError {
        switch self {
        case .emailTaken: HTTPError(.uniqueViolation, "Email address already registered", field: "email")
        case .unknownAccount, .unknownAddress: .notFound
        }
    }
}
