/// Turns positions in the primary's log into tokens that a client can carry, and back.
public protocol ConsistencyTokens: Sendable {
    /// An opaque, signed token for `position`; `nil` before the primary has been reached once.
    func token(for position: UInt64) -> String?
    /// The position in `token`; `nil` when it does not verify or belongs to another cluster.
    func position(of token: String) -> UInt64?
}
