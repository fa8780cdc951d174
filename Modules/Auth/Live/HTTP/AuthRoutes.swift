import Auth
import HTTPKernel
import SharedKernel
import Users

/// Signing in, staying in and signing out.
struct AuthRoutes: Sendable {
    let service: SessionService

    var all: [Route] { [login, refresh, logout] }

    private var login: Route {
        .open(.post, "/api/v1/auth/login", "Sign in", errors: [.invalidCredentials, .overloaded]) {
            (call: Call<Nothing, LoginRequest>) in
            let attempt = SignInAttempt(
                email: call.body.email, password: call.body.password, userAgent: call.request.header("user-agent"),
                address: call.request.clientAddress)
            return reply(try await service.signIn(attempt), to: call.request)
        }
    }

    private var refresh: Route {
        .open(
            .post, "/api/v1/auth/refresh", "Exchange the refresh cookie for new tokens",
            errors: [.unauthenticated, .refreshTokenReused]
        ) { (call: Call<Nothing, Nothing>) in
            guard let token = RefreshCookie.token(in: call.request) else { throw AuthError.notSignedIn }
            return reply(try await service.refresh(token), to: call.request)
        }
    }

    private var logout: Route {
        .open(.post, "/api/v1/auth/logout", "Sign out", status: .noContent) { (call: Call<Nothing, Nothing>) in
            if let token = RefreshCookie.token(in: call.request) { try await service.signOut(token) }
            return .none(headers: [RefreshCookie.clear])
        }
    }

    private func reply(_ signedIn: SignedIn, to request: Request) -> Reply<SignedInResponse> {
        // From here on the request speaks for this account: its next one will read what this one wrote.
        request.context.principal = Principal(
            userID: signedIn.account.id, role: signedIn.account.role, sessionID: signedIn.session)
        return Reply(
            SignedInResponse(signedIn),
            headers: [RefreshCookie.set(signedIn.refreshToken, secondsLeft: signedIn.secondsLeft)])
    }
}
