/// A run took longer than it may.
struct DeadlineExceeded: Error {}

/// Runs `body`, cancels it when `deadline` has passed, and throws ``DeadlineExceeded`` once it has ended.
func withDeadline(_ deadline: Duration, _ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: deadline)
            throw DeadlineExceeded()
        }
        // Whichever ends first decides; the group cancels the other and waits for it.
        defer { group.cancelAll() }
        try await group.next()
    }
}
