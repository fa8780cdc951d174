import Auth
import HTTPKernel
import Logging
import Persistence
import PersistenceTesting
import SharedKernel
import Synchronization
import Testing
import Users

@testable import AuthLive

/// Access tokens of sessions that have ended, on the instance where that happened and on another.
@Suite struct RevocationTests {
    /// Signs two devices in, lets both instances know both, and expects that after `end` the first is refused at once
    /// where it ended and on the other after one reading; `second` says whether the other device goes on.
    private func expectEnd(
        second goesOn: Bool, _ end: (Instance, Device, Device) async throws -> Void
    ) async throws {
        try await Instance.two { one, other in
            let device = try await one.signIn()
            let second = try await one.signIn()
            for instance in [one, other] {
                #expect(try await instance.accepts(device))
                #expect(try await instance.accepts(second))
            }
            try await end(one, device, second)
            #expect(try await !one.accepts(device), "at once where it ended")
            #expect(try await one.accepts(second) == goesOn)
            try await other.revocations.read()
            #expect(try await !other.accepts(device), "on the other instance after one reading")
            #expect(try await other.accepts(second) == goesOn)
        }
    }

    @Test func `signing out ends the tokens of this device only`() async throws {
        try await expectEnd(second: true) { one, device, _ in
            _ = try await one.send(.post, "/api/v1/auth/logout", headers: [("Cookie", device.cookie)])
        }
    }

    @Test func `ending a session ends its tokens`() async throws {
        try await expectEnd(second: true) { one, device, second in
            let id = try #require(device.principal.sessionID).description
            let path = "/api/v1/auth/sessions/{id}"
            let answer = try await one.send(.delete, path, id: id, as: second.principal)
            #expect(answer.status == .noContent)
            // It is gone now.
            let again = await httpError { _ = try await one.send(.delete, path, id: id, as: second.principal) }
            #expect(again?.code == .notFound)
        }
    }

    @Test func `a refresh token that comes a second time ends the tokens of its session`() async throws {
        try await expectEnd(second: true) { one, device, _ in
            _ = try await one.send(.post, "/api/v1/auth/refresh", headers: [("Cookie", device.cookie)])
            try await one.database.execute("UPDATE auth.refresh_tokens SET used_at = used_at - interval '11 seconds'")
            let error = await httpError {
                _ = try await one.send(.post, "/api/v1/auth/refresh", headers: [("Cookie", device.cookie)])
            }
            #expect(error?.code == .refreshTokenReused)
        }
    }

    @Test func `changing the password ends every other session, and the new one counts`() async throws {
        try await expectEnd(second: true) { one, device, second in
            let answer = try await one.send(
                .post, "/api/v1/auth/password",
                body: #"{"currentPassword": "correct horse", "newPassword": "battery staple"}"#, as: second.principal)
            #expect(answer.status == .noContent)
            let refresh = await httpError {
                _ = try await one.send(.post, "/api/v1/auth/refresh", headers: [("Cookie", device.cookie)])
            }
            #expect(refresh?.code == .unauthenticated)
            let old = await httpError { _ = try await one.signIn() }
            #expect(old?.code == .invalidCredentials)
            _ = try await one.signIn("battery staple")
        }
    }

    @Test func `a wrong current password changes nothing`() async throws {
        try await Instance.two { one, _ in
            let device = try await one.signIn()
            let second = try await one.signIn()
            let error = await httpError {
                _ = try await one.send(
                    .post, "/api/v1/auth/password",
                    body: #"{"currentPassword": "wrong", "newPassword": "battery staple"}"#, as: device.principal)
            }
            #expect(error?.code == .invalidCredentials)
            #expect(try await one.accepts(second))
            _ = try await one.signIn()
        }
    }

    @Test func `deleting an account ends all its tokens`() async throws {
        try await expectEnd(second: false) { one, device, _ in
            let answer = try await one.send(.delete, "/api/v1/users/me", as: device.principal)
            #expect(answer.status == .noContent)
            let left = try await one.database.read("SELECT user_id FROM auth.credentials", freshness: .latest) {
                try $0.next(UserID.self)
            }
            #expect(left.isEmpty, "the password is forgotten")
        }
    }

    @Test(arguments: [#"{"disabled": true}"#, #"{"role": "staff"}"#])
    func `disabling an account or changing its role ends all its tokens`(change: String) async throws {
        try await expectEnd(second: false) { one, device, _ in
            let admin = Principal(userID: UserID(), role: .admin, sessionID: nil)
            let answer = try await one.send(
                .patch, "/api/v1/users/{id}", id: device.principal.userID.description, body: change, as: admin)
            #expect(answer.status == .ok)
        }
    }

    @Test func `an instance that follows refuses the tokens of another's sessions within a second`() async throws {
        try await Instance.two { one, other in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await other.auth.followRevocations() }
                for _ in 0..<3 {
                    let device = try await one.signIn()
                    #expect(try await other.accepts(device))
                    _ = try await one.send(.post, "/api/v1/auth/logout", headers: [("Cookie", device.cookie)])
                    let ended = ContinuousClock.now
                    while try await other.accepts(device), ended.duration(to: .now) < .seconds(5) { await Task.yield() }
                    let late = ended.duration(to: .now)
                    #expect(late < .seconds(1), "took \(late)")
                }
                group.cancelAll()
            }
        }
    }

    @Test func `an end that commits late, after others that began later, is not missed`() async throws {
        try await Instance.two { one, other in
            let late = try await one.signIn()
            let early = try await one.signIn()
            let id = try #require(late.principal.sessionID)
            let sessions = SessionStore(database: one.database)
            try await one.database.transaction { transaction in
                _ = try await sessions.end(id, in: transaction)
                // A later transaction commits first, and is read.
                _ = try await one.send(.post, "/api/v1/auth/logout", headers: [("Cookie", early.cookie)])
                for _ in 0..<2 { try await other.revocations.read() }
                #expect(try await !other.accepts(early))
                #expect(try await other.accepts(late))
            }
            try await other.revocations.read()
            #expect(try await !other.accepts(late))
        }
    }

    @Test func `an end that is rolled back refuses nothing`() async throws {
        struct Undone: Error {}
        try await Instance.two { one, other in
            let device = try await one.signIn()
            await #expect(throws: Undone.self) {
                try await one.database.transaction { transaction in
                    try await one.revocations.endSessions(of: device.principal.userID, in: transaction)
                    throw Undone()
                }
            }
            try await other.revocations.read()
            #expect(try await one.accepts(device))
            #expect(try await other.accepts(device))
        }
    }

    @Test func `who cannot follow for five seconds lets nobody in, and does again once the table is in reach`()
        async throws
    {
        try await Instance.two { one, _ in
            let device = try await one.signIn()
            let session = try #require(device.principal.sessionID)
            let time = Mutex(MonotonicTime(nanoseconds: 1_000_000_000))
            let revocations = SessionRevocations(
                database: one.database, logger: Logger(label: "test"), clock: { time.withLock { $0 } })
            try await revocations.check(session)
            try await one.database.execute("ALTER TABLE auth.revocations RENAME TO out_of_reach")
            time.withLock { $0 = $0.advanced(by: .milliseconds(4999)) }
            try await revocations.check(session)
            time.withLock { $0 = $0.advanced(by: .milliseconds(1)) }
            await #expect(throws: AuthError.revocationsUnknown) { try await revocations.check(session) }
            try await one.database.execute("ALTER TABLE auth.out_of_reach RENAME TO revocations")
            _ = try await one.send(.post, "/api/v1/auth/logout", headers: [("Cookie", device.cookie)])
            await #expect(throws: AuthError.tokenInvalid) { try await revocations.check(session) }
            try await revocations.check(SessionID())
        }
    }

    @Test func `nobody waits for a reading that does not come back`() async throws {
        try await Instance.two { one, _ in
            let session = SessionID()
            let time = Mutex(MonotonicTime(nanoseconds: 1_000_000_000))
            let revocations = SessionRevocations(
                database: one.database, logger: Logger(label: "test"), clock: { time.withLock { $0 } })
            try await revocations.check(session)
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await one.database.transaction { transaction in
                    try await transaction.execute("LOCK TABLE auth.revocations")
                    group.addTask { try await revocations.read() }
                    var waiting = 0
                    for _ in 0..<5000 where waiting == 0 {
                        let found = try await transaction.queryFirst(
                            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'auth.revocations'::regclass"
                        ) { try $0.next(Int.self) }
                        waiting = found ?? 0
                    }
                    #expect(waiting == 1)
                    time.withLock { $0 = $0.advanced(by: .seconds(5)) }
                    await #expect(throws: AuthError.revocationsUnknown) { try await revocations.check(session) }
                }
                try await group.waitForAll()
            }
            try await revocations.check(session)
        }
    }

    @Test func `a token that cannot be judged is answered 503, to be tried again`() {
        let error = AuthError.revocationsUnknown.httpError
        #expect(error.code == .databaseUnavailable)
        #expect(error.headers.map { "\($0.name): \($0.value)" } == ["Retry-After: 1"])
    }

    @Test func `a revocation is kept until the last token of its session has expired, and no longer`() async throws {
        let revoked = RevokedSessions()
        let ended = (0..<100).map { _ in SessionID() }
        let start = MonotonicTime(nanoseconds: 1)
        revoked.insert(ended, now: start)
        revoked.forgetExpired(now: start.advanced(by: AccessTokens.lifetime))
        #expect(ended.allSatisfy { revoked.contains($0) })
        #expect(!revoked.contains(SessionID()))
        revoked.forgetExpired(now: start.advanced(by: RevokedSessions.memory))
        #expect(revoked.count == 0)

        try await Instance.two { one, _ in
            for _ in 0..<2 {
                let device = try await one.signIn()
                _ = try await one.send(.post, "/api/v1/auth/logout", headers: [("Cookie", device.cookie)])
            }
            try await one.database.execute(
                """
                UPDATE auth.revocations SET revoked_at = revoked_at - interval '961 seconds'
                WHERE session_id = (SELECT min(session_id::text)::uuid FROM auth.revocations)
                """)
            try await one.revocations.forgetExpired()
            let left = try await one.database.read("SELECT session_id FROM auth.revocations", freshness: .latest) {
                try $0.next(SessionID.self)
            }
            #expect(left.count == 1)
        }
    }
}
