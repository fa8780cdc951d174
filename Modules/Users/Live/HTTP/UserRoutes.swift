import HTTPKernel
import Persistence
import SharedKernel
import Users

/// What the module serves.
struct UserRoutes: Sendable {
    let service: UserService
    let accounts: AccountStore

    var all: [Route] { [register, me, renameMe, user] }

    private var register: Route {
        .open(
            .post, "/api/v1/users", "Register as a customer", status: .created,
            errors: [.uniqueViolation, .overloaded]
        ) { (call: Call<Nothing, RegisterRequest>) in
            let account = try await service.register(call.body.newAccount)
            return .created(UserResponse(account), at: "/api/v1/users/\(account.id)")
        }
    }

    private var me: Route {
        .protected(.get, "/api/v1/users/me", "The signed-in account", errors: [.notFound]) {
            (_: Call<Nothing, Nothing>, principal) in
            guard let account = try await accounts.account(id: principal.userID, freshness: .consistent) else {
                throw UserError.unknownAccount
            }
            return Reply(UserResponse(account))
        }
    }

    private var user: Route {
        .protected(.get, "/api/v1/users/{id}", "One account: one's own, and any for admins") {
            (call: Call<Nothing, Nothing>, principal) in
            let id = try call.request.id("id", as: UserID.self)
            guard id == principal.userID || principal.isAtLeast(.admin),
                let account = try await accounts.account(id: id, freshness: .consistent)
            else { throw HTTPError.notFound }
            return Reply(UserResponse(account))
        }
    }

    private var renameMe: Route {
        .transactional(.patch, "/api/v1/users/me", "Change the signed-in account", errors: [.notFound]) {
            (call: Call<Nothing, ChangeUserRequest>, principal, transaction) in
            guard let name = call.body.name else {
                // An empty patch changes nothing.
                guard let account = try await accounts.account(id: principal.userID) else {
                    throw UserError.unknownAccount
                }
                return Reply(UserResponse(account))
            }
            return Reply(UserResponse(try await accounts.rename(principal.userID, to: name, in: transaction)))
        }
    }
}
