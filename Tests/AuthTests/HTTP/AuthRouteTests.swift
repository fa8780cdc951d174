import Auth
import HTTPKernel
import Logging
import Persistence
import SharedKernel
import Testing
import Users
import UsersTesting

@testable import AuthLive

@Suite struct AuthRouteTests {
    /// The module over a database that fails whoever asks it.
    private func withModule<T>(_ body: (AuthModule) async throws -> T) async throws -> T {
        try await withPasswords { passwords in
            let folder = try SharedKeys.folder()
            return try await body(
                try await AuthModule(
                    configuration: AuthConfiguration(), keys: folder, database: UnreachableDatabase.database,
                    directory: InMemoryAccountDirectory(), passwords: passwords,
                    revocations: SessionRevocations(
                        database: UnreachableDatabase.database, logger: Logger(label: "test")),
                    tokens: OpaqueTokens(secret: folder.secret), logger: Logger(label: "test")))
        }
    }

    private func route(_ path: String, of module: AuthModule) throws -> Route {
        try #require(module.routes.first { $0.path == path })
    }

    @Test func `a sign-in request is told all that is wrong with it at once`() async throws {
        try await withModule { module in
            let login = try route("/api/v1/auth/login", of: module)
            let error = await httpError { _ = try await ask(login, body: #"{"email": "nobody", "admin": true}"#) }
            #expect(error?.code == .validationError)
            let fields = (error?.details ?? []).map { detail -> String in
                guard case .text(let field) = detail.members[0].value else { return "" }
                return field
            }
            #expect(Set(fields) == ["admin", "email", "password"])
        }
    }

    @Test func `refreshing without a cookie, or with nonsense in it, is not being signed in`() async throws {
        try await withModule { module in
            let refresh = try route("/api/v1/auth/refresh", of: module)
            for headers in [[], [("Cookie", "refresh_token=nonsense")], [("Cookie", "refresh_token=")]] {
                let error = await httpError { _ = try await ask(refresh, headers: headers) }
                #expect(error?.code == .unauthenticated)
                #expect(error?.headers.contains { $0.name == "WWW-Authenticate" } == true)
            }
        }
    }

    @Test func `signing out without a cookie is no error and clears the cookie`() async throws {
        try await withModule { module in
            let response = try await ask(try route("/api/v1/auth/logout", of: module))
            #expect(response.status == .noContent)
            #expect(response.body.isEmpty)
            let cookie = try #require(response.header("Set-Cookie"))
            #expect(cookie.hasPrefix("refresh_token=; Max-Age=0; "))
            #expect(cookie.contains("Path=/api/v1/auth"))
        }
    }

    @Test func `the refresh cookie has the decided attributes`() throws {
        let token = RefreshToken.random()
        let (name, value) = RefreshCookie.set(token, secondsLeft: 604_800)
        #expect(name == "Set-Cookie")
        #expect(
            value.split(separator: "; ").map(String.init) == [
                "refresh_token=\(token.cookie)", "Max-Age=604800", "HttpOnly", "Secure", "SameSite=Strict",
                "Path=/api/v1/auth",
            ])
    }

    @Test func `the key set holds the public half of every key and nothing else`() async throws {
        try await withModule { module in
            let response = try await ask(try route("/.well-known/jwks.json", of: module))
            let text = String(decoding: response.body, as: UTF8.self)
            let key = try await SharedKeys.keys().signer
            #expect(
                text
                    == #"{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"\#(key.kid)","n":"\#(key.modulus)","e":"AQAB"}]}"#
            )
            #expect(response.header("Cache-Control") == "public, max-age=300")
        }
    }

    @Test func `every error of Auth has its code, and every 401 a challenge`() {
        let codes: [AuthError: ErrorCode] = [
            .invalidCredentials: .invalidCredentials, .tokenExpired: .tokenExpired, .tokenInvalid: .tokenInvalid,
            .notSignedIn: .unauthenticated, .refreshTokenReused: .refreshTokenReused,
        ]
        for (error, code) in codes {
            #expect(error.httpError.code == code)
            #expect(error.httpError.headers.map(\.name) == ["WWW-Authenticate"])
        }
        #expect(AuthError.busy.httpError.code == .overloaded)
        #expect(AuthError.busy.httpError.headers.map { "\($0.name): \($0.value)" } == ["Retry-After: 1"])
    }

    @Test func `the authenticator speaks in HTTP errors`() async throws {
        try await withModule { module in
            let error = await #expect(throws: HTTPError.self) {
                try await module.authenticator.principal(bearer: "nonsense")
            }
            #expect(error?.code == .tokenInvalid)
        }
    }

    @Test func `reloading takes the keys that now lie in the folder`() async throws {
        try await withFolder { path in
            try await withPasswords { passwords in
                let folder = try KeyFolder.load(path: path, createIfMissing: true)
                let module = try await AuthModule(
                    configuration: AuthConfiguration(), keys: folder, database: UnreachableDatabase.database,
                    directory: InMemoryAccountDirectory(), passwords: passwords,
                    revocations: SessionRevocations(
                        database: UnreachableDatabase.database, logger: Logger(label: "test")),
                    tokens: OpaqueTokens(secret: folder.secret), logger: Logger(label: "test"))
                let new = try KeyFolder.rotate(path: path)
                let jwks = try route("/.well-known/jwks.json", of: module)
                #expect(!String(decoding: try await ask(jwks).body, as: UTF8.self).contains(new))
                try await module.reload()
                let text = String(decoding: try await ask(jwks).body, as: UTF8.self)
                #expect(text.contains(new))
                #expect(text.contains(folder.keys[0].kid))
            }
        }
    }
}
