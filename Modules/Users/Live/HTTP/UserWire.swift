import Auth
import HTTPKernel
import SharedKernel
import Users

/// What someone sends to become a customer.
struct RegisterRequest: WireType {
    let email: EmailAddress
    let password: Password
    let name: PersonName

    var newAccount: NewAccount { NewAccount(email: email, name: name, role: .customer, password: password) }

    static let wire = Wire<RegisterRequest>.object(
        "RegisterRequest", field("email", \.email, as: .emailAddress), field("password", \.password, as: .password),
        field("name", \.name, as: .personName), make: RegisterRequest.init)
}

/// What changes in an account; what is left out stays.
struct ChangeUserRequest: WireType {
    let name: PersonName?

    static let wire = Wire<ChangeUserRequest>.object(
        "ChangeUserRequest", field("name", \.name, as: .optional(.personName)), make: ChangeUserRequest.init)
}

/// What changes in an account by its id; what is left out stays.
struct ChangeAnyUserRequest: WireType {
    let name: PersonName?
    let role: Role?
    let disabled: Bool?

    /// The change, if `principal` may make it. Throws `FORBIDDEN` when others than admins ask for more than a name.
    func change(by principal: Principal) throws -> AccountChange {
        guard principal.isAtLeast(.admin) || (role == nil && disabled == nil) else { throw HTTPError.forbidden }
        return AccountChange(name: name, role: role, disabled: disabled)
    }

    static let wire = Wire<ChangeAnyUserRequest>.object(
        "ChangeAnyUserRequest", field("name", \.name, as: .optional(.personName)), field("role", \.role),
        field("disabled", \.disabled), make: ChangeAnyUserRequest.init)
}

/// An account as its owner sees it.
struct UserResponse: WireType {
    let id: UserID
    let email: EmailAddress
    let name: String
    let role: Role
    let emailVerified: Bool
    let createdAt: Timestamp
    let updatedAt: Timestamp

    static let wire = Wire<UserResponse>.object(
        "User", field("id", \.id), field("email", \.email, as: .emailAddress), field("name", \.name),
        field("role", \.role), field("emailVerified", \.emailVerified), field("createdAt", \.createdAt),
        field("updatedAt", \.updatedAt), make: UserResponse.init)
}

extension UserResponse {
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

extension Wire where Value == PersonName {
    static var personName: Wire {
        .text(
            length: PersonName.length, message: "must have 1 to 200 characters, none of them NUL",
            parse: { PersonName($0) }, print: { $0.text })
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
