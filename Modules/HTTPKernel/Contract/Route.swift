public import Persistence
public import SharedKernel

/// One operation of the API: how it is asked for, who may ask, and what happens.
///
/// A route is a value. The server that answers requests, the API's description and the access test read the same list.
public struct Route: Sendable {
    /// How it is asked for.
    public let method: Method
    /// The path, with `{name}` for each placeholder: `/api/v1/products/{id}`.
    public let path: String
    /// What it does, in a few words.
    public let summary: String
    /// Who may ask.
    public let access: Access
    /// The status when it went well.
    public let success: Status
    /// Whether `Idempotency-Key` is honoured.
    public let isIdempotent: Bool
    /// The errors that belong to this operation, beyond those that any may answer with.
    public let errors: [ErrorCode]

    package let querySchema: WireSchema
    package let bodySchema: WireSchema
    package let answerSchema: WireSchema
    package let respond: @Sendable (Request, any RequestTransactions) async throws -> Response

    /// Who may ask.
    public enum Access: Hashable, Sendable {
        /// Anyone, signed in or not.
        case open
        /// Whoever is signed in with at least this role.
        case atLeast(Role)
    }
}

/// What a handler is given: the request, and its query and body as values.
public struct Call<Query: Sendable, Body: Sendable>: Sendable {
    /// The request itself.
    public let request: Request
    /// The query, checked.
    public let query: Query
    /// The body, checked.
    public let body: Body

    /// Who is calling, where an open route wants to know; handlers of protected routes are given the principal.
    public var principal: Principal? { request.context.principal }
}

/// Runs the transaction of a request that changes something, and honours its `Idempotency-Key`.
public protocol RequestTransactions: Sendable {
    func perform(
        _ request: Request, for principal: Principal, _ body: @Sendable (Transaction) async throws -> Response
    ) async throws -> Response
}

extension Route {
    /// An operation for anyone. What it reads and answers with stands in the handler's type, here as below.
    public static func open<Query: WireType, Body: WireType, Answer: WireType>(
        _ method: Method, _ path: String, _ summary: String, status: Status = .ok,
        errors: [ErrorCode] = [],
        handler: @escaping @Sendable (Call<Query, Body>) async throws -> Reply<Answer>
    ) -> Route {
        let reader = CallReader<Query, Body>()
        let writer = ReplyWriter<Answer>(status: status)
        return Route(
            method: method, path: path, summary: summary, access: .open, success: status, isIdempotent: false,
            errors: errors, querySchema: Query.wire.schema, bodySchema: Body.wire.schema,
            answerSchema: Answer.wire.schema
        ) { request, _ in
            writer.response(to: request, try await handler(try reader.call(request)))
        }
    }

    /// An operation for whoever is signed in with at least `role`.
    public static func protected<Query: WireType, Body: WireType, Answer: WireType>(
        _ method: Method, _ path: String, _ summary: String, for role: Role = .customer,
        status: Status = .ok, errors: [ErrorCode] = [],
        handler: @escaping @Sendable (Call<Query, Body>, Principal) async throws -> Reply<Answer>
    ) -> Route {
        let reader = CallReader<Query, Body>()
        let writer = ReplyWriter<Answer>(status: status)
        return Route(
            method: method, path: path, summary: summary, access: .atLeast(role), success: status,
            isIdempotent: false, errors: errors, querySchema: Query.wire.schema, bodySchema: Body.wire.schema,
            answerSchema: Answer.wire.schema
        ) { request, _ in
            let principal = try request.principal(atLeast: role)
            return writer.response(to: request, try await handler(try reader.call(request), principal))
        }
    }

    /// An operation that changes something in one transaction, together with the record of its `Idempotency-Key`.
    ///
    /// The handler may run again after a deadlock, so all that it does outside the transaction must bear that.
    public static func transactional<Query: WireType, Body: WireType, Answer: WireType>(
        _ method: Method, _ path: String, _ summary: String, for role: Role = .customer,
        status: Status = .ok, errors: [ErrorCode] = [],
        handler: @escaping @Sendable (Call<Query, Body>, Principal, Transaction) async throws -> Reply<Answer>
    ) -> Route {
        let reader = CallReader<Query, Body>()
        let writer = ReplyWriter<Answer>(status: status)
        return Route(
            method: method, path: path, summary: summary, access: .atLeast(role), success: status,
            isIdempotent: method == .post, errors: errors, querySchema: Query.wire.schema,
            bodySchema: Body.wire.schema, answerSchema: Answer.wire.schema
        ) { request, transactions in
            let principal = try request.principal(atLeast: role)
            let call = try reader.call(request)
            return try await transactions.perform(request, for: principal) { transaction in
                writer.response(to: request, try await handler(call, principal, transaction))
            }
        }
    }
}

extension Route {
    /// A transactional operation with work that is too slow to hold a connection meanwhile, such as hashing a password.
    ///
    /// - Parameter prepare: runs before the transaction begins, also before a replay; so what refuses a request belongs
    ///   in `handler`, which is given what `prepare` returned.
    public static func transactional<Query: WireType, Body: WireType, Prepared: Sendable, Answer: WireType>(
        _ method: Method, _ path: String, _ summary: String, for role: Role = .customer,
        status: Status = .ok, errors: [ErrorCode] = [],
        prepare: @escaping @Sendable (Call<Query, Body>, Principal) async throws -> Prepared,
        handler: @escaping @Sendable (Prepared, Principal, Transaction) async throws -> Reply<Answer>
    ) -> Route {
        let reader = CallReader<Query, Body>()
        let writer = ReplyWriter<Answer>(status: status)
        return Route(
            method: method, path: path, summary: summary, access: .atLeast(role), success: status,
            isIdempotent: method == .post, errors: errors, querySchema: Query.wire.schema,
            bodySchema: Body.wire.schema, answerSchema: Answer.wire.schema
        ) { request, transactions in
            let principal = try request.principal(atLeast: role)
            let prepared = try await prepare(try reader.call(request), principal)
            return try await transactions.perform(request, for: principal) { transaction in
                writer.response(to: request, try await handler(prepared, principal, transaction))
            }
        }
    }
}

extension Route {
    /// An operation for anyone that makes its whole answer by itself: health reports, the API's own description.
    /// - Parameter answer: what the answer looks like, for the API's description.
    package static func raw(
        _ method: Method, _ path: String, _ summary: String, answer: WireSchema = .nothing,
        respond: @escaping @Sendable (Request) async throws -> Response
    ) -> Route {
        Route(
            method: method, path: path, summary: summary, access: .open, success: .ok, isIdempotent: false, errors: [],
            querySchema: .nothing, bodySchema: .nothing, answerSchema: answer
        ) { request, _ in try await respond(request) }
    }
}

extension Request {
    /// The caller; throws 401 when nobody is signed in, and 403 when the role does not reach.
    fileprivate func principal(atLeast role: Role) throws -> Principal {
        guard let principal = context.principal else { throw HTTPError.unauthenticated }
        guard principal.isAtLeast(role) else { throw HTTPError.forbidden }
        return principal
    }
}
