import Synchronization

/// Whether this process wants more work. The process makes one and shares it between its servers.
public final class Readiness: Sendable {
    private let draining = Atomic(false)

    /// Ready.
    public init() {}

    /// Whether shutdown has begun.
    public var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// From now on `/health/ready` answers 503, so that a load balancer sends its requests elsewhere.
    public func beginDraining() { draining.store(true, ordering: .relaxed) }
}
