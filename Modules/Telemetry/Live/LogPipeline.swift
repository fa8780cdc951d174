public import HTTPKernel
public import Logging
import SharedKernel

/// The process's log: where every `Logger` and the access log write their lines.
public final class LogPipeline: AccessLog, Sendable {
    let configuration: LogConfiguration
    private let buffer: LogBuffer

    /// A log that writes to a file descriptor, standard output by default, through a buffer of `capacity` bytes.
    public init(_ configuration: LogConfiguration, descriptor: Int32 = 1, capacity: Int = 4 * 1024 * 1024) {
        self.configuration = configuration
        let format = configuration.format
        buffer = LogBuffer(descriptor: descriptor, capacity: capacity) { count in
            LogLine.event(
                level: .warning, label: "log", message: "Log lines were dropped",
                fields: [("count", "\(count)")], format: format)
        }
        buffer.start()
    }

    /// Makes this the backend of every `Logger` in the process. Only once.
    public func bootstrap() {
        LoggingSystem.bootstrap { label in self.handler(label: label) }
    }

    /// A backend for one logger, for where the whole process is not to be changed.
    public func handler(label: String) -> any LogHandler { LineLogHandler(label: label, pipeline: self) }

    /// Writes all that was logged before. Waits at most 2 seconds for a reader that does not read.
    public func flush() { buffer.flush() }

    /// Flushes, and ends the writer: the last thing a process does.
    public func end() { buffer.end() }

    func append(_ line: [UInt8]) { buffer.append(line) }

    /// Writes the line of one request.
    public func record(_ record: AccessRecord) {
        guard configuration.level <= .info else { return }
        append(AccessLine.bytes(of: record, format: configuration.format))
    }
}

/// Hands the lines of one `Logger` to the pipeline.
struct LineLogHandler: LogHandler {
    let label: String
    let pipeline: LogPipeline
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(label: String, pipeline: LogPipeline) {
        self.label = label
        self.pipeline = pipeline
        logLevel = pipeline.configuration.level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["cause"] = "\(type(of: error)): \(error)" }
        if all["correlation_id"] == nil, let id = RequestContext.current?.correlationID {
            all["correlation_id"] = "\(id)"
        }
        pipeline.append(
            LogLine.event(
                level: event.level, label: label, message: event.message.description,
                fields: all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) },
                format: pipeline.configuration.format))
    }
}
