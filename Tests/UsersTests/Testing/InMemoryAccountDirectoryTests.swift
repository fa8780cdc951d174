import SharedKernel
import Testing
import Users
import UsersTesting

@Suite struct InMemoryAccountDirectoryTests {
    @Test func `the in-memory directory keeps the promises of a directory`() async throws {
        func account(_ email: String, isDisabled: Bool) throws -> Account {
            Account(
                id: UserID(), email: try #require(EmailAddress(email)), name: "Ada", role: .customer,
                emailVerified: false, isDisabled: isDisabled, createdAt: .now, updatedAt: .now)
        }
        let enabled = try account("ada@example.com", isDisabled: false)
        let disabled = try account("bob@example.com", isDisabled: true)
        let violations = try await AccountDirectoryConformance.violations(
            of: InMemoryAccountDirectory([enabled, disabled]), enabled: enabled, disabled: disabled)
        #expect(violations == [])
        let incomplete = try await AccountDirectoryConformance.violations(
            of: InMemoryAccountDirectory([enabled]), enabled: enabled, disabled: disabled)
        #expect(!incomplete.isEmpty)
    }
}
