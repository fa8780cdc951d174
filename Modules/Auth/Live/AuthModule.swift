public import Auth
public import HTTPKernel
public import Jobs
public import Logging
public import Persistence
public import SharedKernel
public import Users

/// Signing in and knowing who is calling, assembled.
public struct AuthModule: Sendable {
    /// What it serves.
    public let routes: [Route]
    /// What it does by itself.
    public let jobs: [ScheduledJob]
    /// Keeps the passwords of accounts.
    public let passwords: any PasswordKeeping
    /// Finds out whom an access token speaks for.
    public let verifier: any TokenVerifying
    /// The same for the server, which speaks in HTTP errors.
    public let authenticator: any Authenticating

    private let passwordService: PasswordService
    private let accessTokens: AccessTokens
    private let revocations: SessionRevocations
    private let keysPath: String
    private let logger: Logger

    /// Auth over `database`. Throws ``KeyFolder/Problem`` when a key cannot be used.
    /// - Parameters:
    ///   - keys: the folder, read by ``KeyFolder/load(path:createIfMissing:)``.
    ///   - passwords: made before Users, which needs it; this module stops it.
    ///   - revocations: made before Users, which needs it; ``followRevocations()`` keeps it up to date.
    ///   - tokens: under the folder's secret, as everywhere else.
    public init(
        configuration: AuthConfiguration, keys: KeyFolder, database: Database, directory: any AccountDirectory,
        passwords: PasswordService, revocations: SessionRevocations, tokens: OpaqueTokens, logger: Logger
    ) async throws {
        let accessTokens = AccessTokens(
            issuer: configuration.issuer, audience: configuration.audience,
            keys: KeyRing(try await SigningKeys(keys)))
        let credentials = CredentialStore(database: database)
        let sessions = SessionStore(database: database)
        let service = SessionService(
            database: database, directory: directory, passwords: passwords, credentials: credentials,
            sessions: sessions, revocations: revocations, accessTokens: accessTokens, secret: tokens, logger: logger)
        let changing = PasswordChanging(passwords: passwords, credentials: credentials, revocations: revocations)
        routes =
            AuthRoutes(service: service, passwordChanging: changing).all
            + SessionRoutes(service: service, sessions: sessions, tokens: tokens).all
            + [KeySetRoute(keys: accessTokens.keys).route]
        jobs = [
            ScheduledJob(name: "auth.forget-revocations", every: .seconds(60)) { try await revocations.forgetExpired() }
        ]
        self.passwords = passwords
        passwordService = passwords
        let live = LiveTokens(accessTokens: accessTokens, revocations: revocations)
        verifier = live
        authenticator = BearerAuthenticator(verifier: live)
        self.revocations = revocations
        self.accessTokens = accessTokens
        keysPath = keys.path
        self.logger = logger
    }

    /// Reads the signing keys again, as on SIGHUP, off the event loops. When they cannot be used, those in use stay.
    public func reload() async throws {
        let path = keysPath
        let folder = try await passwordService.offLoop { try KeyFolder.load(path: path, createIfMissing: false) }
        let keys = try await SigningKeys(folder)
        accessTokens.keys.replace(by: keys)
        // A key that is gone no longer counts, not even for tokens that were verified with it before.
        accessTokens.known.removeAll()
        logger.notice(
            "signing keys were read again", metadata: ["kid": "\(keys.signer.kid)", "keys": "\(keys.byID.count)"])
    }

    /// Learns of sessions that end on other instances, until the task is cancelled.
    public func followRevocations() async { await revocations.follow() }

    /// Ends the hashing threads once they are done with what they are doing.
    public func stop() async throws { try await passwordService.stop() }
}
