public import Auth
public import HTTPKernel
public import Logging
public import Persistence
public import SharedKernel
public import Users

/// Signing in and knowing who is calling, assembled.
public struct AuthModule: Sendable {
    /// What it serves.
    public let routes: [Route]
    /// Keeps the passwords of accounts.
    public let passwords: any PasswordKeeping
    /// Finds out whom an access token speaks for.
    public let verifier: any TokenVerifying
    /// The same for the server, which speaks in HTTP errors.
    public let authenticator: any Authenticating

    private let passwordService: PasswordService
    private let accessTokens: AccessTokens
    private let keysPath: String
    private let logger: Logger

    /// Auth over `database`. Throws ``KeyFolder/Problem`` when a key cannot be used.
    /// - Parameters:
    ///   - keys: the folder, read by ``KeyFolder/load(path:createIfMissing:)``.
    ///   - passwords: made before Users, which needs it; this module stops it.
    ///   - tokens: under the folder's secret, as everywhere else.
    public init(
        configuration: AuthConfiguration, keys: KeyFolder, database: Database, directory: any AccountDirectory,
        passwords: PasswordService, tokens: OpaqueTokens, logger: Logger
    ) async throws {
        let accessTokens = AccessTokens(
            issuer: configuration.issuer, audience: configuration.audience,
            keys: KeyRing(try await SigningKeys(keys)))
        let service = SessionService(
            database: database, directory: directory, passwords: passwords,
            credentials: CredentialStore(database: database), sessions: SessionStore(database: database),
            accessTokens: accessTokens, secret: tokens, logger: logger)
        routes = AuthRoutes(service: service).all + [KeySetRoute(keys: accessTokens.keys).route]
        self.passwords = passwords
        passwordService = passwords
        verifier = accessTokens
        authenticator = BearerAuthenticator(verifier: accessTokens)
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

    /// Ends the hashing threads once they are done with what they are doing.
    public func stop() async throws { try await passwordService.stop() }
}
