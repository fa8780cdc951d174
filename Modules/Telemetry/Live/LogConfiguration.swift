public import Logging

/// What is logged, and how it looks.
public struct LogConfiguration: Sendable {
    /// How a line looks.
    public enum Format: String, Sendable, CaseIterable {
        /// One JSON object.
        case json
        /// For people at a terminal.
        case text
    }

    /// `LOG_LEVEL`: what is less severe is not logged.
    public var level: Logger.Level
    /// `LOG_FORMAT`.
    public var format: Format

    /// Lines of at least `level`.
    public init(level: Logger.Level = .info, format: Format = .json) {
        self.level = level
        self.format = format
    }
}
