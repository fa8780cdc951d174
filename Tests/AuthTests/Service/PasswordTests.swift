import Auth
import SharedKernel
import Testing

@testable import AuthLive

@Suite struct PasswordTests {
    @Test func `a hash is argon2id in PHC form with the configured cost`() async throws {
        try await withPasswords(cost: Argon2Parameters(memoryKiB: 64, time: 3, parallelism: 2)) { passwords in
            let hash = try await passwords.hash(try #require(Password("correct horse")))
            #expect(hash.text.hasPrefix("$argon2id$v=19$m=64,t=3,p=2$"))
            #expect(
                Argon2id.cost(of: hash.text) == Argon2Parameters(memoryKiB: 64, time: 3, parallelism: 2))
        }
    }

    @Test func `the right password matches and others do not`() async throws {
        try await withPasswords { passwords in
            let hash = try await passwords.hash(try #require(Password("pässwörd 🔑")))
            #expect(try await passwords.matches("pässwörd 🔑", hash))
            #expect(try await passwords.matches("pässwörd 🔒", hash) == false)
            #expect(try await passwords.matches("", hash) == false)
        }
    }

    @Test func `two hashes of one password differ`() async throws {
        try await withPasswords { passwords in
            let password = try #require(Password("correct horse"))
            #expect(try await passwords.hash(password).text != passwords.hash(password).text)
        }
    }

    @Test func `without a hash nothing matches, not even the decoy`() async throws {
        try await withPasswords { passwords in
            let isMatch = try await passwords.matches("no account has this password", nil)
            #expect(!isMatch)
        }
    }

    @Test func `without a hash it costs as much as with one`() async throws {
        let cost = Argon2Parameters(memoryKiB: 64, time: 2, parallelism: 1)
        try await withPasswords(cost: cost, waiting: 0) { passwords in
            #expect(Argon2id.cost(of: passwords.decoy.text) == cost)
            // With the only thread taken, whoever is refused would have hashed.
            let gate = Gate()
            async let held: Void = passwords.offLoop { gate.wait() }
            await gate.entered()
            await #expect(throws: AuthError.busy) { try await passwords.matches("whatever", nil) }
            gate.open()
            try await held
        }
    }

    @Test func `libargon2 agrees with the reference implementation's test vector`() throws {
        // phc-winner-argon2, src/test.c: argon2id, version 0x13, t = 2, m = 2^16, p = 1.
        let reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        #expect(try Argon2id.verify("password", against: reference))
        #expect(try !Argon2id.verify("Password", against: reference))
    }

    @Test func `what is no hash is an error, not a mismatch`() throws {
        #expect(throws: Argon2id.Failure.self) { try Argon2id.verify("password", against: "$argon2id$broken") }
    }

    @Test func `a hash is outdated when the cost has risen, and only then`() async throws {
        let password = try #require(Password("correct horse"))
        let old = try await withPasswords(cost: cheap) { try await $0.hash(password) }
        try await withPasswords(cost: cheap) { #expect(!$0.isOutdated(old)) }
        try await withPasswords(cost: Argon2Parameters(memoryKiB: 16, time: 1, parallelism: 1)) {
            #expect($0.isOutdated(old))
        }
        try await withPasswords(cost: Argon2Parameters(memoryKiB: 8, time: 2, parallelism: 1)) {
            #expect($0.isOutdated(old))
        }
    }

    @Test(arguments: [7, 129]) func `a password of the wrong length is none`(length: Int) {
        #expect(Password(String(repeating: "x", count: length)) == nil)
    }

    @Test(arguments: [8, 128]) func `a password of the least and the greatest length is one`(length: Int) {
        #expect(Password(String(repeating: "x", count: length)) != nil)
    }

    @Test func `a password with NUL is none`() { #expect(Password("12345678\0") == nil) }

    @Test func `neither a password nor a hash nor a refresh token prints itself`() async throws {
        let password = try #require(Password("correct horse"))
        let token = RefreshToken.random()
        try await withPasswords { passwords in
            let hash = try await passwords.hash(password)
            for text in ["\(password)", String(reflecting: password)] { #expect(!text.contains("horse")) }
            for text in ["\(hash)", String(reflecting: hash)] { #expect(!text.contains("$")) }
            for text in ["\(token)", String(reflecting: token)] { #expect(!text.contains(token.cookie)) }
        }
    }

    @Test func `costs out of bounds are named by their settings`() {
        var configuration = AuthConfiguration()
        #expect(configuration.problems.isEmpty)
        configuration.issuer = ""
        configuration.argon2 = Argon2Parameters(memoryKiB: 15, time: 0, parallelism: 2)
        let names = configuration.problems.map { $0.prefix { $0 != " " } }
        #expect(names == ["AUTH_ISSUER", "AUTH_ARGON2_TIME", "AUTH_ARGON2_MEMORY_KIB"])
    }
}
