import HTTPKernel
import Logging
import SharedKernel

/// How the line of a request looks. Written straight into bytes: a dictionary of metadata would cost more than the rest
/// of the line.
enum AccessLine {
    static func bytes(of record: AccessRecord, format: LogConfiguration.Format) -> [UInt8] {
        switch format {
        case .json: json(record)
        case .text: text(record)
        }
    }

    private static func message(_ record: AccessRecord) -> String {
        let address = record.route == "-" ? record.path : record.route
        return "\(record.method) \(address) \(record.status)"
    }

    private static func json(_ record: AccessRecord) -> [UInt8] {
        let database = record.context.databaseStatistics
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        LogLine.begin(&writer, level: "info", message: message(record))
        string("method", record.method, &writer)
        string("route", record.route, &writer)
        string("path", record.path, &writer)
        number("status", record.status, &writer)
        writer.key("duration_ms")
        writer.milliseconds(nanoseconds: record.nanoseconds)
        number("bytes", record.bytes, &writer)
        string("correlation_id", record.context.correlationID, &writer)
        if let user = record.context.principal?.userID {
            writer.key("user_id")
            writer.id(user.value)
        }
        writer.key("db_ms")
        writer.milliseconds(nanoseconds: database.nanoseconds)
        number("db_statements", database.statements, &writer)
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private static func string(_ name: String, _ value: String, _ writer: inout JSONWriter) {
        writer.key(name)
        writer.string(value)
    }

    private static func number(_ name: String, _ value: Int, _ writer: inout JSONWriter) {
        writer.key(name)
        writer.integer(Int64(value))
    }

    private static func text(_ record: AccessRecord) -> [UInt8] {
        let database = record.context.databaseStatistics
        return LogLine.text(
            level: .info, message: message(record),
            fields: [
                ("ms", "\(record.nanoseconds / 1_000_000)"), ("db", "\(database.statements)"),
                ("id", record.context.correlationID),
            ])
    }
}
