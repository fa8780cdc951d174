import AuthLive
import HTTPKernel
import HTTPKernelLive
import Jobs
import JobsLive
import Logging
import Orders
import OrdersLive
import Persistence
import PersistenceLive
import ProductsLive
import SharedKernel
import UsersLive

/// The modules, put together: who gets what from whom stands here and nowhere else.
struct Application {
    let executors: EventLoopExecutors
    let postgres: PostgresDatabase
    let tokens: OpaqueTokens
    let auth: AuthModule
    let users: UsersModule
    let products: ProductsModule
    let orders: OrdersModule
    let transactions: IdempotentTransactions
    let logger: Logger

    init(_ settings: Settings, logger: Logger) async throws {
        self.logger = logger
        executors = EventLoopExecutors()
        postgres = try PostgresDatabase(configuration: settings.database, group: executors.group, logger: logger)
        let database = postgres.database
        let keys = try KeyFolder.load(
            path: settings.auth.keysFolder, createIfMissing: settings.environment == .development)
        tokens = OpaqueTokens(secret: keys.secret)

        let passwords = try PasswordService(cost: settings.auth.argon2)
        let revocations = SessionRevocations(database: database, logger: logger)
        users = UsersModule(database: database, passwords: passwords, sessions: revocations, tokens: tokens)
        auth = try await AuthModule(
            configuration: settings.auth, keys: keys, database: database, directory: users.directory,
            passwords: passwords, revocations: revocations, tokens: tokens, logger: logger)
        products = ProductsModule(database: database, tokens: tokens)
        orders = OrdersModule(
            database: database, stock: products.stock, payments: Self.payments(in: settings.environment),
            tokens: tokens)
        transactions = IdempotentTransactions(database: database)
    }

    /// The development provider takes any token for money; outside development nothing may.
    private static func payments(in environment: Settings.Environment) -> any PaymentProvider {
        environment == .development ? DevelopmentPayments() : NoPayments()
    }

    /// What clients may ask for.
    var api: [Route] { users.routes + auth.routes + products.routes + orders.routes }

    /// What is done again and again.
    var jobs: [ScheduledJob] {
        let transactions = transactions
        return auth.jobs + orders.jobs + [
            ScheduledJob(name: "http.forget-idempotency-keys", every: .seconds(600)) {
                try await transactions.forgetExpired()
            }
        ]
    }

    /// The order of a request: what every request passes, from the outside in. Limits, ids, headers, the log line and
    /// the error envelope are the server's own and surround all of it.
    var middleware: [any Middleware] {
        [
            BearerAuthentication(authenticator: auth.authenticator),
            // Behind authentication: it remembers for each caller what they wrote last.
            ConsistencyMiddleware(tokens: postgres.consistencyTokens(sealedWith: tokens)),
        ]
    }

    /// What the service depends on.
    var healthChecks: [HealthCheck] {
        postgres.nodes.map { HealthCheck(name: $0.name, isCritical: $0.isPrimary, isHealthy: $0.isHealthy) }
    }
}
