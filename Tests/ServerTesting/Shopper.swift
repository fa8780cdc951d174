public import HTTPKernelTesting
import Persistence
public import PersistenceTesting
public import SharedKernel

/// Someone who uses the API, signed in.
public struct Shopper: Sendable {
    public let server: StoaProcess
    public let id: String
    public let email: String
    public let accessToken: String
    /// The refresh cookie as the browser would send it.
    public let refreshCookie: String

    public static let password = "correct horse battery"

    /// Registers a customer and signs in.
    public static func register(at server: StoaProcess, email: String? = nil) async throws -> Shopper {
        let email = email ?? "u\(UniqueID())@example.com"
        let registered = try await server.api.send(
            "POST", "/api/v1/users",
            body: "{\"email\":\"\(email)\",\"password\":\"\(password)\",\"name\":\"Test Shopper\"}")
        guard registered.status == 201 else { throw UnexpectedAnswer(result: registered) }
        return try await signIn(at: server, email: email)
    }

    /// Signs in.
    public static func signIn(at server: StoaProcess, email: String) async throws -> Shopper {
        let answer = try await server.api.send(
            "POST", "/api/v1/auth/login", body: "{\"email\":\"\(email)\",\"password\":\"\(password)\"}")
        guard answer.status == 200, let token = try answer.json()["accessToken"].string,
            let id = try answer.json()["user"]["id"].string,
            let cookie = answer.allHeaders("set-cookie").first(where: { $0.hasPrefix("refresh_token=") })
        else { throw UnexpectedAnswer(result: answer) }
        return Shopper(
            server: server, id: id, email: email, accessToken: token,
            refreshCookie: String(cookie.prefix { $0 != ";" }))
    }

    /// Registers someone and makes them staff, as an operator would in the database.
    public static func staff(at server: StoaProcess, in database: TestDatabase) async throws -> Shopper {
        let shopper = try await register(at: server)
        try await database.database.execute(
            "UPDATE users.accounts SET role = 'staff' WHERE email = \(shopper.email)")
        try await database.waitForReplica()
        return try await signIn(at: server, email: shopper.email)
    }

    /// Sends a request as this person.
    public func send(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil
    ) async throws -> TestResult {
        try await server.api.send(
            method, path, headers: [("Authorization", "Bearer \(accessToken)")] + headers, body: body)
    }

    /// Orders so many of one product.
    public func order(
        _ product: UniqueID, quantity: Int = 1, key: String? = nil
    ) async throws -> TestResult {
        try await send(
            "POST", "/api/v1/orders", headers: key.map { [("Idempotency-Key", $0)] } ?? [],
            body: "{\"items\":[{\"productId\":\"\(product)\",\"quantity\":\(quantity)}]}")
    }
}

/// An answer that the test cannot go on with.
public struct UnexpectedAnswer: Error, CustomStringConvertible {
    let result: TestResult

    public init(result: TestResult) { self.result = result }
    public var description: String { "\(result.status): \(result.text)" }
}

extension TestDatabase {
    /// An active product with that much in stock, as if it had been received.
    public func product(stock: Int64 = 100, price: Int64 = 2999, sku: String? = nil) async throws -> UniqueID {
        let id = UniqueID()
        try await database.transaction { transaction in
            transaction.enqueue(
                """
                INSERT INTO products.products (id, sku, name, status, price_amount, price_currency)
                VALUES (\(id), \(sku ?? "SKU-\(id)"), 'Widget', 'active', \(price), 'USD')
                """)
            transaction.enqueue("INSERT INTO products.stock (product_id, on_hand) VALUES (\(id), \(stock))")
            transaction.enqueue(
                """
                INSERT INTO products.stock_movements (id, product_id, delta, reason)
                VALUES (\(UniqueID()), \(id), \(stock), 'received')
                """)
        }
        return id
    }
}
