import Auth
import HTTPKernel
import SharedKernel
import Users

/// Signing in, staying in and signing out.
struct AuthRoutes: Sendable {
    let service: SessionService
    let passwordChanging: PasswordChanging

    var all: [Route] { [login, refresh, logout, changePassword] }

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

    private var changePassword: Route {
        .transactional(
            .post, "/api/v1/auth/password", "Change one's password; every other session ends", status: .noContent,
            errors: [.invalidCredentials, .overloaded],
            prepare: { (call: Call<Nothing, ChangePasswordRequest>, principal) in
                try await passwordChanging.prepare(
                    current: call.body.currentPassword, new: call.body.newPassword, for: principal.userID)
            },
            handler: { prepared, principal, transaction in
                try await passwordChanging.change(
                    prepared, of: principal.userID, keeping: principal.sessionID, in: transaction)
                return .none()
            })
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
