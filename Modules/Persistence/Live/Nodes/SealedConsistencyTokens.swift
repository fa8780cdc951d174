import Persistence
import SharedKernel

/// Consistency tokens that name the cluster, its timeline and a position, sealed against tampering.
struct SealedConsistencyTokens: ConsistencyTokens {
    private static let purpose = "consistency"
    let primary: Node
    let tokens: OpaqueTokens

    func token(for position: UInt64) -> String? {
        guard let cluster = primary.cluster else { return nil }
        var payload: [UInt8] = []
        withUnsafeBytes(of: cluster.system.bigEndian) { payload.append(contentsOf: $0) }
        withUnsafeBytes(of: cluster.timeline.bigEndian) { payload.append(contentsOf: $0) }
        withUnsafeBytes(of: position.bigEndian) { payload.append(contentsOf: $0) }
        return tokens.seal(payload, purpose: Self.purpose)
    }

    func position(of token: String) -> UInt64? {
        guard let payload = tokens.open(token, purpose: Self.purpose), payload.count == 20 else { return nil }
        let (system, timeline, position) = payload.withUnsafeBytes {
            (
                UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt32(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 12, as: UInt64.self))
            )
        }
        // A position of another cluster or of an abandoned history says nothing about this one.
        guard let cluster = primary.cluster, cluster == ClusterIdentity(system: system, timeline: timeline) else {
            return nil
        }
        return position
    }
}
