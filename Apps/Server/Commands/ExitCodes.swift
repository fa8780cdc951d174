import ArgumentParser
import PersistenceLive

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension ExitCode {
    /// A dependency is unavailable (EX_UNAVAILABLE of sysexits.h).
    static let unavailable = ExitCode(69)
    /// The configuration is wrong (EX_CONFIG of sysexits.h).
    static let configuration = ExitCode(78)
}

/// Writes a line to standard error.
func complain(_ message: String) {
    let line = Array((message + "\n").utf8)
    // Nothing can be done about an error stream that takes no errors.
    _ = write(STDERR_FILENO, line, line.count)
}

/// Says why a command failed, and returns the code to exit with.
func exitCode(for error: any Error) -> ExitCode {
    switch error {
    case let error as ExitCode: return error
    case let error as InvalidSettings:
        complain(error.description)
        return .configuration
    case let error as MigrationError:
        complain("stoa: \(error)")
        if case .unavailable = error { return .unavailable }
        return .failure
    default:
        complain("stoa: \(error)")
        return .failure
    }
}

/// Runs a command's work, and turns what it throws into a message and an exit code.
func exiting<T>(_ body: () async throws -> T) async throws -> T {
    do { return try await body() } catch { throw exitCode(for: error) }
}
