import HTTPKernel
import Persistence
import SharedKernel
import Users

/// The addresses of an account: for its owner, and for admins.
struct AddressRoutes: Sendable {
    let service: AddressService
    let addresses: AddressStore
    let tokens: OpaqueTokens

    private static let collection = "/api/v1/users/{id}/addresses"
    private static let member = "/api/v1/users/{id}/addresses/{addressId}"

    var all: [Route] { [page, add, address, change, delete] }

    private var page: Route {
        .protected(.get, Self.collection, "The addresses of an account, the oldest first") {
            (call: Call<AddressPageQuery, Nothing>, principal) in
            let user = try call.request.user(for: principal)
            let limit = call.query.limit ?? PageLimit.standard
            let text = "addresses \(user)"
            let position = try call.query.cursor.map { try AddressID(PageCursor($0, of: text, with: tokens)) }
            let found = try await addresses.page(of: user, after: position, count: PageLimit.fetched(for: limit))
            let shown = found.prefix(Int(limit))
            let next = found.count > shown.count ? shown.last : nil
            return .page(
                shown.map(AddressResponse.init),
                next: next.map { PageCursor([$0.id.description]).sealed(for: text, with: tokens) })
        }
    }

    private var add: Route {
        .transactional(.post, Self.collection, "Add an address", status: .created, errors: [.notFound]) {
            (call: Call<Nothing, NewAddressRequest>, principal, transaction) in
            let user = try call.request.user(for: principal)
            let address = try await service.add(call.body.address, to: user, in: transaction)
            return .created(AddressResponse(address), at: "/api/v1/users/\(user)/addresses/\(address.id)")
        }
    }

    private var address: Route {
        .protected(.get, Self.member, "One address", errors: [.notFound]) { (call: Call<Nothing, Nothing>, principal) in
            let user = try call.request.user(for: principal)
            guard let address = try await addresses.address(try call.request.id("addressId"), of: user) else {
                throw UserError.unknownAddress
            }
            return Reply(AddressResponse(address))
        }
    }

    private var change: Route {
        .transactional(.patch, Self.member, "Change an address", errors: [.notFound]) {
            (call: Call<Nothing, ChangeAddressRequest>, principal, transaction) in
            let user = try call.request.user(for: principal)
            let address = try await service.change(
                try call.request.id("addressId"), call.body.change, of: user, in: transaction)
            return Reply(AddressResponse(address))
        }
    }

    private var delete: Route {
        .transactional(.delete, Self.member, "Remove an address", status: .noContent, errors: [.notFound]) {
            (call: Call<Nothing, Nothing>, principal, transaction) in
            let user = try call.request.user(for: principal)
            try await AddressStore.delete(try call.request.id("addressId"), of: user, in: transaction)
            return .none()
        }
    }
}

extension AddressID {
    /// The position in a cursor. Throws `INVALID_CURSOR`.
    fileprivate init(_ cursor: PageCursor) throws {
        guard cursor.position.count == 1, let id = UniqueID(cursor.position[0]) else { throw HTTPError.invalidCursor }
        self.init(id)
    }
}
