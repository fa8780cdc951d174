import HTTPKernel
import Logging
import SharedKernel

/// How a logged event looks.
enum LogLine {
    static func event(
        level: Logger.Level, label: String, message: String, fields: [(name: String, value: String)],
        format: LogConfiguration.Format
    ) -> [UInt8] {
        switch format {
        case .json: json(level: level, label: label, message: message, fields: fields)
        case .text: text(level: level, message: message, fields: fields)
        }
    }

    private static func json(
        level: Logger.Level, label: String, message: String, fields: [(name: String, value: String)]
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        begin(&writer, level: level.rawValue, message: message)
        writer.key("logger")
        writer.string(label)
        for (name, value) in fields {
            writer.key(name)
            writer.string(value)
        }
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    /// The members that every line begins with.
    static func begin(_ writer: inout JSONWriter, level: String, message: String) {
        writer.key("time")
        writer.time(.now)
        writer.key("level")
        writer.string(level)
        writer.key("message")
        writer.string(message)
    }

    static func text(level: Logger.Level, message: String, fields: [(name: String, value: String)]) -> [UInt8] {
        var line = "\(Timestamp.now) \(level.rawValue.uppercased()) \(printable(message))"
        for (name, value) in fields { line += " \(name)=\(printable(value))" }
        return Array(line.utf8) + [UInt8(ascii: "\n")]
    }

    /// Without control characters, with which a value could pose as another line or move the cursor.
    private static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }
}
