import NIOCore
import Persistence
import SharedKernel

/// The lanes of one event loop, and the choice among them. Everything here happens on that loop.
final class LoopLanes: @unchecked Sendable {
    // @unchecked: confined to `loop`.
    let loop: any EventLoop
    private let primary: Node
    private let primaryReads: ReadLane
    private let replicaReads: [ReadLane]
    private let writes: WriteLane

    /// How often a read is sent again before its caller is told.
    private static let mostAttempts = 4

    init(loop: any EventLoop, primary: Node, replicas: [Node], connector: Connector) {
        self.loop = loop
        self.primary = primary
        // The lanes send back what they could not finish; `lanes` is filled in right below.
        let link = Link()
        func lane(_ node: Node) -> ReadLane {
            ReadLane(node: node, connector: connector, loop: loop) { link.lanes?.redispatch($0, reason: $1) }
        }
        primaryReads = lane(primary)
        replicaReads = replicas.map(lane)
        writes = WriteLane(node: primary, connector: connector, loop: loop)
        link.lanes = self
    }

    private final class Link {
        weak var lanes: LoopLanes?
    }

    private var reads: [ReadLane] { [primaryReads] + replicaReads }

    func connect() {
        for lane in reads { lane.connect() }
        writes.connect()
    }

    func watch(at now: MonotonicTime, limit: UInt64) {
        for lane in reads { lane.watch(at: now, limit: limit) }
        writes.watch(at: now, limit: limit)
    }

    func stop() {
        for lane in reads { lane.stop() }
        writes.stop()
    }

    /// Sends a read to the node that fits and has least to do.
    func read(_ call: DatabaseCall) {
        if let lane = lane(for: call) { return lane.submit(call) }
        call.fail(.notDispatched(reason: "no database node can be reached"))
    }

    /// Sends a single statement to the primary.
    func write(_ call: DatabaseCall) { writes.submit(call) }

    private func lane(for call: DatabaseCall) -> ReadLane? {
        if call.freshness == .consistent, call.attempts == 0 {
            var best: ReadLane?
            for lane in replicaReads where lane.isReady && lane.node.isHealthy {
                guard lane.node.replayedPosition >= call.requiredPosition else { continue }
                if best.map({ lane.load < $0.load }) ?? true { best = lane }
            }
            if let best { return best }
        }
        if primaryReads.isReady { return primaryReads }
        // The primary is away. Any replica may answer what asks for no particular position; a retry included.
        if call.freshness == .consistent,
            let replica = replicaReads.first(where: { lane in
                lane.isReady && lane.node.replayedPosition >= call.requiredPosition
            })
        {
            return replica
        }
        // A connection that was lost a moment ago is mostly back within milliseconds.
        return primaryReads.isReturning ? primaryReads : nil
    }

    /// Sends a read again that its lane could not finish: reads have no effect, so that is always safe.
    private func redispatch(_ call: DatabaseCall, reason: String) {
        call.attempts += 1
        guard call.attempts < Self.mostAttempts else { return call.fail(.notDispatched(reason: reason)) }
        read(call)
    }
}
