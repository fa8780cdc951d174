import Foundation
import HTTPKernel
import Logging
import SharedKernel
import Telemetry
import Testing

@Suite struct LogPipelineTests {
    /// What `body` logs, by line.
    private func lines(
        _ configuration: LogConfiguration = LogConfiguration(), capacity: Int = 1 << 20,
        _ body: (LogPipeline) -> Void
    ) throws -> [String] {
        let pipe = Pipe()
        let pipeline = LogPipeline(
            configuration, descriptor: pipe.fileHandleForWriting.fileDescriptor, capacity: capacity)
        body(pipeline)
        pipeline.end()
        try pipe.fileHandleForWriting.close()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    private func logger(_ pipeline: LogPipeline) -> Logger { Logger(label: "test") { pipeline.handler(label: $0) } }

    private func record(_ status: Int = 200) -> AccessRecord {
        let context = RequestContext(correlationID: "abc", deadline: .now)
        context.countStatement(nanoseconds: 2_500_000)
        context.principal = Principal(userID: UserID(), role: .customer, sessionID: nil)
        return AccessRecord(
            method: "GET", route: "/api/v1/products/{id}", path: "/api/v1/products/7", status: status,
            nanoseconds: 1_234_567, bytes: 99, context: context)
    }

    @Test func `an event is one JSON object on one line, whatever its text`() throws {
        let all = try lines { logger($0).error("two\nlines \"quoted\" \u{1}", metadata: ["key": "a\tb"]) }
        let event = try object(try #require(all.first))
        #expect(all.count == 1)
        #expect(event["message"] as? String == "two\nlines \"quoted\" \u{1}")
        #expect(event["level"] as? String == "error")
        #expect(event["logger"] as? String == "test")
        #expect(event["key"] as? String == "a\tb")
        let time = try #require(event["time"] as? String)
        #expect(Timestamp(rfc3339: time) != nil)
    }

    @Test func `what is logged within a request carries its correlation id`() throws {
        let all = try lines { pipeline in
            RequestContext.$current.withValue(RequestContext(correlationID: "abc", deadline: .now)) {
                logger(pipeline).info("here")
            }
        }
        #expect(try object(all[0])["correlation_id"] as? String == "abc")
    }

    @Test func `the line of a request has its fields, and its message reads alone`() throws {
        let all = try lines { $0.record(record()) }
        let line = try object(try #require(all.first))
        #expect(line["message"] as? String == "GET /api/v1/products/{id} 200")
        #expect(line["status"] as? Int == 200)
        #expect(line["duration_ms"] as? Double == 1.234)
        #expect(line["db_ms"] as? Double == 2.5)
        #expect(line["db_statements"] as? Int == 1)
        #expect(line["bytes"] as? Int == 99)
        #expect(line["correlation_id"] as? String == "abc")
        #expect((line["user_id"] as? String)?.utf8.count == 36)
    }

    @Test func `what is less severe than the level is not logged`() throws {
        let all = try lines(LogConfiguration(level: .warning)) { pipeline in
            logger(pipeline).info("no")
            logger(pipeline).warning("yes")
            pipeline.record(record())
        }
        #expect(all.count == 1)
        #expect(all[0].contains("yes"))
    }

    @Test func `text has no control character that could pose as a line`() throws {
        let all = try lines(LogConfiguration(format: .text)) {
            logger($0).info("a\nb\u{1b}[2J", metadata: ["k": "c\rd"])
        }
        #expect(all.count == 1)
        #expect(all[0].hasSuffix("INFO a b [2J k=c d"))
    }

    @Test func `what does not fit is dropped, and the number is told`() throws {
        // Nobody reads the pipe before the end, so what fits is what the buffer and the pipe hold.
        let all = try lines(capacity: 300) { pipeline in
            for _ in 0..<50 { pipeline.record(record()) }
        }
        let report = try #require(all.last.flatMap { try? object($0) })
        #expect(report["message"] as? String == "Log lines were dropped")
        let dropped = try all.map(object).compactMap { $0["count"] as? String }.compactMap { Int($0) }.reduce(0, +)
        #expect(dropped > 0)
        #expect(all.count { $0.contains("GET ") } + dropped == 50)
    }

    @Test func `lines of many threads come whole`() async throws {
        let all = try lines { pipeline in
            // So many that the pipe, which nobody reads before the end, holds them all.
            DispatchQueue.concurrentPerform(iterations: 100) { _ in pipeline.record(record()) }
        }
        #expect(all.count == 100)
        for line in all { _ = try object(line) }
    }

    @Test func `a reader who stopped reading costs lines, but never tears the next one`() throws {
        let pipe = Pipe()
        let pipeline = LogPipeline(
            LogConfiguration(), descriptor: pipe.fileHandleForWriting.fileDescriptor, capacity: 1 << 20)
        for _ in 0..<500 { pipeline.record(record()) }
        pipeline.flush()
        let early = pipe.fileHandleForReading.availableData
        pipeline.record(record(201))
        pipeline.end()
        try pipe.fileHandleForWriting.close()
        let late = try pipe.fileHandleForReading.readToEnd() ?? Data()
        let all = String(decoding: early + late, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(all.count < 500)
        #expect(all.count { (try? object($0)) == nil } <= 1, "only the line that was cut is no JSON")
        #expect(all.contains { $0.contains("Log lines were dropped") })
        #expect(try object(try #require(all.last { $0.contains("GET ") }))["status"] as? Int == 201)
    }
}
