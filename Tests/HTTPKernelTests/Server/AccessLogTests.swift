import HTTPKernel
import HTTPKernelLive
import HTTPKernelTesting
import SharedKernel
import Testing

private struct RecordingAccessLog: AccessLog {
    let records = Recorder<AccessRecord>()
    func record(_ record: AccessRecord) { records.add(record) }
}

@Suite struct AccessLogTests {
    @Test func `every request leaves one record, also one that could not be read`() async throws {
        let log = RecordingAccessLog()
        let route = Route.raw(.get, "/word/{id}", "A word") { _ in Response(status: .ok, body: [0x61]) }
        try await withServer([route], accessLog: log) { server async throws in
            let result = try await server.client.send("GET", "/word/7?secret=1", headers: [("X-Correlation-ID", "abc")])
            _ = try await server.client.send("GET", "/nowhere")
            _ = try await server.refusal(of: "nonsense\r\n\r\n")
            #expect(log.records.all.map(\.route) == ["/word/{id}", "-", "-"])
            #expect(log.records.all.map(\.path) == ["/word/7", "/nowhere", ""])
            #expect(log.records.all.map(\.status) == [200, 404, 400])
            #expect(log.records.all.map(\.method) == ["GET", "GET", "-"])
            let first = try #require(log.records.all.first)
            #expect(first.context.correlationID == "abc")
            #expect(first.bytes > result.body.count)
            #expect(first.nanoseconds > 0)
        }
    }
}
