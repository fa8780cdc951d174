import Auth
import Testing

@testable import AuthLive

@Suite struct HashingPoolTests {
    @Test func `a full queue refuses at once, and has room again when work is done`() async throws {
        let pool = HashingPool(threads: 1, waiting: 0)
        let gate = Gate()
        async let held: Void = pool.run { gate.wait() }
        await gate.entered()
        await #expect(throws: AuthError.busy) { try await pool.run {} }
        gate.open()
        try await held
        #expect(try await pool.run { 7 } == 7)
        try await pool.stop()
    }

    @Test func `work that fails gives its place back`() async throws {
        struct Failure: Error {}
        let pool = HashingPool(threads: 1, waiting: 0)
        for _ in 0..<3 {
            await #expect(throws: Failure.self) { try await pool.run { throw Failure() } }
        }
        try await pool.stop()
    }
}
