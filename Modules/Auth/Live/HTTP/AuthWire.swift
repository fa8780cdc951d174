import Auth
import HTTPKernel
import SharedKernel
import Users

/// What someone sends to sign in. A password that could not have been set is simply wrong, not malformed.
struct LoginRequest: WireType {
    let email: EmailAddress
    let password: String

    static let wire = Wire<LoginRequest>.object(
        "LoginRequest", field("email", \.email, as: .emailAddress), field("password", \.password, .length(1...128)),
        make: LoginRequest.init)
}

/// What someone sends to change their password. A current one that could not have been set is wrong, not malformed.
struct ChangePasswordRequest: WireType {
    let currentPassword: String
    let newPassword: Password

    static let wire = Wire<ChangePasswordRequest>.object(
        "ChangePasswordRequest", field("currentPassword", \.currentPassword, .length(1...128)),
        field("newPassword", \.newPassword, as: .password), make: ChangePasswordRequest.init)
}

/// What a signed-in client gets (RFC 6749, section 5.1, in camelCase).
struct SignedInResponse: WireType {
    let accessToken: String
    let tokenType: String
    /// Seconds.
    let expiresIn: Int64
    let user: SignedInUser

    static let wire = Wire<SignedInResponse>.object(
        "SignedIn", field("accessToken", \.accessToken), field("tokenType", \.tokenType),
        field("expiresIn", \.expiresIn), field("user", \.user), make: SignedInResponse.init)
}

extension SignedInResponse {
    init(_ signedIn: SignedIn) {
        self.init(
            accessToken: signedIn.accessToken, tokenType: "Bearer",
            expiresIn: AccessTokens.lifetime.components.seconds, user: SignedInUser(signedIn.account))
    }
}

/// The account, with the fields of Users' own `User`, which this module may not import.
struct SignedInUser: WireType {
    let id: UserID
    let email: EmailAddress
    let name: String
    let role: Role
    let emailVerified: Bool
    let createdAt: Timestamp
    let updatedAt: Timestamp

    static let wire = Wire<SignedInUser>.object(
        "SignedInUser", field("id", \.id), field("email", \.email, as: .emailAddress), field("name", \.name),
        field("role", \.role), field("emailVerified", \.emailVerified), field("createdAt", \.createdAt),
        field("updatedAt", \.updatedAt), make: SignedInUser.init)
}

extension SignedInUser {
    init(_ account: Account) {
        self.init(
            id: account.id, email: account.email, name: account.name, role: account.role,
            emailVerified: account.emailVerified, createdAt: account.createdAt, updatedAt: account.updatedAt)
    }
}

extension Wire where Value == EmailAddress {
    static var emailAddress: Wire {
        .text(
            format: "email", message: "must be an e-mail address", parse: { EmailAddress($0) }, print: { $0.text })
    }
}

extension Wire where Value == Password {
    /// Only ever read: should one be written by mistake, dots come out.
    static var password: Wire {
        .text(
            length: Password.length, format: "password", message: "must have 8 to 128 characters, none of them NUL",
            parse: { Password($0) }, print: { $0.description })
    }
}
