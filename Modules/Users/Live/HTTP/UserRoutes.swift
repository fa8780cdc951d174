import HTTPKernel
import Persistence
import SharedKernel
import Users

/// What the module serves.
struct UserRoutes: Sendable {
    let service: UserService
    let accounts: AccountStore
    let tokens: OpaqueTokens

    var all: [Route] { [register, me, changeMe, deleteMe, page, user, change, delete] }

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
            let id = try call.request.user(for: principal)
            guard let account = try await accounts.account(id: id, freshness: .consistent) else {
                throw HTTPError.notFound
            }
            return Reply(UserResponse(account))
        }
    }

    private var changeMe: Route {
        .transactional(.patch, "/api/v1/users/me", "Change the signed-in account", errors: [.notFound]) {
            (call: Call<Nothing, ChangeUserRequest>, principal, transaction) in
            let change = AccountChange(name: call.body.name)
            return Reply(UserResponse(try await service.change(principal.userID, change, in: transaction)))
        }
    }

    private var deleteMe: Route {
        .transactional(
            .delete, "/api/v1/users/me", "Delete the signed-in account; its orders stay", status: .noContent,
            errors: [.notFound]
        ) { (_: Call<Nothing, Nothing>, principal, transaction) in
            try await service.delete(principal.userID, in: transaction)
            return .none()
        }
    }

    private var page: Route {
        .protected(.get, "/api/v1/users", "Accounts, the newest first, a page at a time", for: .admin) {
            (call: Call<UserPageQuery, Nothing>, _) in
            let filter = call.query.filter
            let limit = call.query.limit ?? PageLimit.standard
            let position = try call.query.cursor.map {
                try AccountPosition(PageCursor($0, of: filter.text, with: tokens))
            }
            let found = try await accounts.page(filter, after: position, count: PageLimit.fetched(for: limit))
            let shown = found.prefix(Int(limit))
            let next = found.count > shown.count ? shown.last : nil
            return .page(
                shown.map(UserResponse.init),
                next: next.map {
                    AccountPosition(createdAt: $0.createdAt, id: $0.id).cursor.sealed(for: filter.text, with: tokens)
                })
        }
    }

    private var change: Route {
        .transactional(
            .patch, "/api/v1/users/{id}", "Change an account: one's own name, and all of it for admins",
            errors: [.notFound]
        ) { (call: Call<Nothing, ChangeAnyUserRequest>, principal, transaction) in
            let id = try call.request.user(for: principal)
            return Reply(
                UserResponse(try await service.change(id, try call.body.change(by: principal), in: transaction)))
        }
    }

    private var delete: Route {
        .transactional(
            .delete, "/api/v1/users/{id}", "Delete an account: one's own, and any for admins", status: .noContent,
            errors: [.notFound]
        ) { (call: Call<Nothing, Nothing>, principal, transaction) in
            try await service.delete(try call.request.user(for: principal), in: transaction)
            return .none()
        }
    }
}

extension Request {
    /// The account that the path names. Another's is there for admins only: for anyone else it throws a 404.
    func user(for principal: Principal) throws -> UserID {
        let id = try id("id", as: UserID.self)
        guard id == principal.userID || principal.isAtLeast(.admin) else { throw HTTPError.notFound }
        return id
    }
}
