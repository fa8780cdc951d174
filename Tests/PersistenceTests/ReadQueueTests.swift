@testable import PersistenceLive
import Testing

/// The read lane's bookkeeping as a pure state machine.
@Suite struct ReadQueueTests {
    @Test func `reads of one moment share a segment`() {
        var queue = ReadQueue<Int>()
        for call in 0..<100 { _ = queue.accept(call) }
        #expect(queue.nextSegment()?.count == 64)
        #expect(queue.nextSegment()?.count == 36)
        #expect(queue.nextSegment() == nil)
    }

    @Test func `what comes while two segments are under way waits for one to end`() {
        var queue = ReadQueue<Int>()
        for call in 0..<3 {
            _ = queue.accept(call)
            if call < 2 { #expect(queue.nextSegment() == [call]) }
        }
        #expect(queue.nextSegment() == nil)
        #expect(queue.answered() == 0)
        queue.synced()
        #expect(queue.nextSegment() == [2])
    }

    @Test func `a call that is undone twice goes alone`() {
        var queue = ReadQueue<Int>()
        for call in 0..<3 { _ = queue.accept(call) }
        #expect(queue.nextSegment() == [0, 1, 2])
        #expect(queue.answered() == 0)
        queue.aborted()
        queue.aborted()
        queue.synced()
        #expect(queue.nextSegment() == [1, 2])
        #expect(queue.answered() == 1)
        queue.aborted()
        queue.synced()
        _ = queue.accept(3)
        #expect(queue.nextSegment() == [2])
        #expect(queue.nextSegment() == [3])
    }

    @Test(arguments: 0..<4)
    func `whatever happens, every call leaves exactly once`(seed: UInt64) {
        var random = SplitMix(state: seed)
        var queue = ReadQueue<Int>()
        var segments: [[Int]] = []
        var left: [Int: Int] = [:]
        var next = 0
        var failed = false
        for _ in 0..<100_000 {
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<45:
                let accepted = queue.accept(next)
                #expect(accepted)
                next += 1
            case 45..<60:
                if let calls = queue.nextSegment() { segments.append(calls) }
            case 60..<99:
                guard let segment = segments.first else { break }
                if segment.isEmpty {
                    segments.removeFirst()
                    queue.synced()
                    failed = false
                } else if failed {
                    segments[0].removeFirst()
                    queue.aborted()
                } else {
                    segments[0].removeFirst()
                    let answered = queue.answered()
                    #expect(answered == segment[0])
                    left[segment[0], default: 0] += 1
                    failed = Int.random(in: 0..<10, using: &random) == 0
                }
            default:
                for call in queue.drain() { left[call, default: 0] += 1 }
                segments.removeAll()
                failed = false
            }
        }
        for call in queue.drain() { left[call, default: 0] += 1 }
        #expect(left.count == next && left.values.allSatisfy { $0 == 1 })
    }
}
