/// One thing that the service depends on, and how to ask whether it is there.
public struct HealthCheck: Sendable {
    /// Names it in the report: `primary`, `replica1`.
    public let name: String
    /// Whether the service cannot do without it.
    public let isCritical: Bool
    /// Whether it is there now; must answer within a second, from what is known rather than by asking over the network.
    public let isHealthy: @Sendable () -> Bool

    /// A check.
    public init(name: String, isCritical: Bool, isHealthy: @escaping @Sendable () -> Bool) {
        self.name = name
        self.isCritical = isCritical
        self.isHealthy = isHealthy
    }
}
