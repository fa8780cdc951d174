import ArgumentParser
import Auth
import Logging
import PersistenceLive
import SharedKernel
import Users
import UsersLive

/// `stoa users`
struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users", abstract: "Manages accounts.", subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an account; the password is read from standard input, one line.")

        @Option(help: "The e-mail address to sign in with.")
        var email: String
        @Option(help: "customer, staff or admin.")
        var role: String
        @Option(help: "The person's name; else the part of the address before the @.")
        var name: String?

        func validate() throws {
            guard EmailAddress(email) != nil else { throw ValidationError("\"\(email)\" is no e-mail address.") }
            guard Role(rawValue: role) != nil else { throw ValidationError("--role must be customer, staff or admin.") }
        }

        func run() async throws {
            try await exiting {
                guard let address = EmailAddress(email), let role = Role(rawValue: role),
                    let name = PersonName(name ?? String(address.text.prefix { $0 != "@" }))
                else { throw ExitCode.validationFailure }
                guard let password = readLine(strippingNewline: true).flatMap({ Password($0) }) else {
                    complain("stoa: the password on standard input must have 8 to 128 characters")
                    throw ExitCode.failure
                }
                let account = try await create(address, role, name, password)
                print("created \(account.role.rawValue) \(account.email) \(account.id)")
            }
        }

        private func create(
            _ email: EmailAddress, _ role: Role, _ name: PersonName, _ password: Password
        ) async throws -> Account {
            let application = try await Application(
                Settings.load(), logger: Logger(label: "stoa") { _ in SwiftLogNoOpLogHandler() })
            application.postgres.start()
            guard await application.postgres.waitUntilReady(within: .seconds(10)) else {
                complain("stoa: the database cannot be reached; check DATABASE_URL")
                throw ExitCode.unavailable
            }
            do {
                let account = try await application.users.create(
                    email: email, role: role, name: name, password: password)
                try await application.postgres.stop()
                return account
            } catch UserError.emailTaken {
                complain("stoa: \(email) is taken")
                throw ExitCode.failure
            }
        }
    }
}
