import Auth
import FoundationEssentials
import Persistence
import SharedKernel
import Synchronization

@testable import AuthLive

/// The cheapest hash that argon2 allows, so that tests measure rules and not memory.
let cheap = Argon2Parameters(memoryKiB: 8, time: 1, parallelism: 1)

/// Runs `body` with a password service of one thread, and stops its threads.
func withPasswords<T>(
    cost: Argon2Parameters = cheap, threads: Int = 1, waiting: Int = 64, _ body: (PasswordService) async throws -> T
) async throws -> T {
    let passwords = try PasswordService(cost: cost, threads: threads, waiting: waiting)
    do {
        let value = try await body(passwords)
        try await passwords.stop()
        return value
    } catch {
        try await passwords.stop()
        throw error
    }
}

/// Runs `body` with the path of a folder that does not exist yet and is gone afterwards.
func withFolder<T>(_ body: (String) async throws -> T) async throws -> T {
    let path = FileManager.default.temporaryDirectory.appending(path: "auth-tests-\(UniqueID())").path()
    do {
        let value = try await body(path)
        try FileManager.default.removeItem(atPath: path)
        return value
    } catch {
        try? FileManager.default.removeItem(atPath: path)
        throw error
    }
}

/// One folder of keys for all tests that only need some: making an RSA key takes a while.
enum SharedKeys {
    private static let made = Mutex<KeyFolder?>(nil)

    static func folder() throws -> KeyFolder {
        try made.withLock { made in
            if let made { return made }
            let path = FileManager.default.temporaryDirectory.appending(path: "auth-tests-\(UniqueID())").path()
            let folder = try KeyFolder.load(path: path, createIfMissing: true)
            try FileManager.default.removeItem(atPath: path)
            made = folder
            return folder
        }
    }

    static func keys() async throws -> SigningKeys { try await SigningKeys(try folder()) }
}

/// A clock that tests set.
final class TestClock: Sendable {
    private let instant: Mutex<Timestamp>

    init(seconds: Int64 = 1_800_000_000) { instant = Mutex(Timestamp(microseconds: seconds * 1_000_000)) }

    var now: Timestamp { instant.withLock { $0 } }
    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// A database that nobody can reach: whatever asks it, fails.
struct UnreachableDatabase: DatabaseDriver {
    static var database: Database { Database(driver: UnreachableDatabase()) }
    private var failure: PersistenceError { .notDispatched(reason: "there is no database in this test") }

    func read(_ sql: SQL, freshness: Database.Freshness) async throws -> RowSet { throw failure }
    func write(_ sql: SQL) async throws -> RowSet { throw failure }
    func begin(_ isolation: IsolationLevel, from site: CallSite) async throws -> any TransactionDriver {
        throw failure
    }
}
