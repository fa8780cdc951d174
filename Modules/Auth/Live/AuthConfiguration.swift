/// The settings of Auth. The composition root reads them from the environment.
public struct AuthConfiguration: Sendable {
    /// `AUTH_ISSUER`: who signs the access tokens, their `iss`.
    public var issuer = "stoa"
    /// `AUTH_AUDIENCE`: whom they are for, their `aud`.
    public var audience = "stoa"
    /// `AUTH_KEYS_DIR`: the folder with the signing keys and the shared secret.
    public var keysFolder = ".stoa/keys"
    /// `AUTH_ARGON2_MEMORY_KIB`, `AUTH_ARGON2_TIME` and `AUTH_ARGON2_PARALLELISM`.
    public var argon2 = Argon2Parameters()

    /// The defaults.
    public init() {}

    /// What is wrong with the settings, one sentence each that begins with the setting's name; empty when all is well.
    public var problems: [String] {
        var problems: [String] = []
        if issuer.isEmpty { problems.append("AUTH_ISSUER must not be empty") }
        if audience.isEmpty { problems.append("AUTH_AUDIENCE must not be empty") }
        if keysFolder.isEmpty { problems.append("AUTH_KEYS_DIR must not be empty") }
        return problems + argon2.problems
    }
}

/// What one password hash costs. The defaults are the first choice of OWASP's Password Storage Cheat Sheet.
public struct Argon2Parameters: Hashable, Sendable {
    /// `AUTH_ARGON2_MEMORY_KIB`: memory, in KiB.
    public var memoryKiB: UInt32 = 19456
    /// `AUTH_ARGON2_TIME`: passes over the memory.
    public var time: UInt32 = 2
    /// `AUTH_ARGON2_PARALLELISM`: lanes.
    public var parallelism: UInt32 = 1

    /// The defaults.
    public init() {}

    /// These costs.
    public init(memoryKiB: UInt32, time: UInt32, parallelism: UInt32) {
        self.memoryKiB = memoryKiB
        self.time = time
        self.parallelism = parallelism
    }

    /// The bounds of RFC 9106, section 3.1, and upper ones that keep a slip of the keyboard from stopping the service.
    var problems: [String] {
        var problems: [String] = []
        if !(1...64).contains(parallelism) { problems.append("AUTH_ARGON2_PARALLELISM must be from 1 to 64") }
        if !(1...100).contains(time) { problems.append("AUTH_ARGON2_TIME must be from 1 to 100") }
        if !(UInt64(8) * UInt64(parallelism)...4_194_304).contains(UInt64(memoryKiB)) {
            problems.append("AUTH_ARGON2_MEMORY_KIB must be from 8 for each lane to 4194304")
        }
        return problems
    }
}
