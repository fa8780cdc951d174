import HTTPKernel
import HTTPKernelLive
import HTTPKernelTesting
import Testing

@Suite struct DrainTests {
    @Test func `draining closes idle connections and the door, and lets what is under way finish`() async throws {
        let gate = Gate()
        try await withServer([wordRoute(), wordRoute(.get, "/slow/{id}", "slow") { await gate.pass() }]) {
            server async throws in
            let idle = try server.connect()
            try await idle.connection.send(get("/word"))
            #expect(try await idle.next().status == 200)
            let busy = try server.connect()
            try await busy.connection.send(get("/slow/1"))
            await gate.arrivals(1)
            async let report = server.server.shutdown(grace: .seconds(20))
            #expect(try await idle.connection.receiveAll() == "")
            #expect(throws: RawConnection.Failure.self) { try server.connect() }
            gate.open()
            let result = try await busy.next()
            #expect(result.status == 200)
            #expect(result.header("Connection") == "close")
            busy.connection.endSending()
            #expect(await report.unfinished == [])
        }
    }

    @Test func `what is still running after the grace is named and cut`() async throws {
        let gate = Gate()
        try await withServer([wordRoute(.get, "/slow/{id}", "slow") { await gate.pass() }]) { server async throws in
            let busy = try server.connect()
            try await busy.connection.send(get("/slow/1"))
            await gate.arrivals(1)
            let report = await server.server.shutdown(grace: .milliseconds(20))
            #expect(report.unfinished == ["GET /slow/{id}"])
            #expect(try await busy.connection.receiveAll() == "")
            gate.open()
        }
    }
}
