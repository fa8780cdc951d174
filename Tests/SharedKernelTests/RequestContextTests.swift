import SharedKernel
import Testing

@Suite struct RequestContextTests {
    private let context = RequestContext(correlationID: "a", deadline: .now.advanced(by: .seconds(1)))

    @Test func `a commit binds the later reads of the same work, and never to less than before`() {
        context.require(position: 10)
        context.wrote(position: 20)
        context.wrote(position: 15)
        context.require(position: 5)
        #expect(context.writtenPosition == 20)
        #expect(context.requiredPosition == 20)
    }

    @Test func `statements add up`() {
        context.countStatement(nanoseconds: 5)
        context.countStatement(nanoseconds: 7)
        #expect(context.databaseStatistics.statements == 2)
        #expect(context.databaseStatistics.nanoseconds == 12)
    }

    @Test func `child tasks see it, detached tasks do not`() async {
        await RequestContext.$current.withValue(context) {
            async let child = RequestContext.current?.correlationID
            #expect(await child == "a")
            #expect(await Task.detached { RequestContext.current == nil }.value)
        }
    }
}
