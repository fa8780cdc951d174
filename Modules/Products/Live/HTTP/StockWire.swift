public import HTTPKernel
public import Products
import SharedKernel

/// Which page of a ledger a client asks for.
struct StockPageQuery: WireType {
    let limit: Int64?
    let cursor: String?

    static let wire = Wire.object(
        "StockPageQuery", field("limit", \.limit, .range(PageLimit.range)), field("cursor", \.cursor),
        make: StockPageQuery.init)
}

/// Why staff change what is on hand.
enum AdjustmentReason: String, CaseIterable, WireType {
    case received, correction, damaged, returned

    static let wire = Wire<AdjustmentReason>.choice()

    var reason: StockMovement.Reason {
        switch self {
        case .received: .received
        case .correction: .correction
        case .damaged: .damaged
        case .returned: .returned
        }
    }
}

/// A change of what is on hand.
struct StockAdjustmentRequest: WireType {
    let delta: Int64
    let reason: AdjustmentReason

    static let wire = Wire.object(
        "StockAdjustment", field("delta", \.delta, as: .delta), field("reason", \.reason),
        make: StockAdjustmentRequest.init)
}

extension Wire where Value == Int64 {
    /// Up or down by at most the largest quantity, and not by nothing.
    static let delta: Wire<Int64> = {
        let whole = Int64.wire
        return Wire(
            schema: .integer(minimum: -1_000_000, maximum: 1_000_000), write: whole.write,
            read: { node, problems in
                guard let value = whole.read(node, &problems) else { return nil }
                guard value != 0, (-1_000_000...1_000_000).contains(value) else {
                    problems.add("must be a whole number from -1000000 to 1000000 other than 0")
                    return nil
                }
                return value
            })
    }()
}

/// One line of the ledger.
struct StockMovementResponse: WireType {
    let id: StockMovementID
    let delta: Int64
    let reason: StockMovement.Reason
    let orderId: UniqueID?
    let createdAt: Timestamp

    static let wire = Wire.object(
        "StockMovement", field("id", \.id), field("delta", \.delta), field("reason", \.reason),
        field("orderId", \.orderId), field("createdAt", \.createdAt), make: StockMovementResponse.init)
}

extension StockMovementResponse {
    init(_ movement: StockMovement) {
        self.init(
            id: movement.id, delta: movement.delta, reason: movement.reason, orderId: movement.order,
            createdAt: movement.createdAt)
    }
}

extension StockMovement.Reason: WireType {
    /// One of the reasons.
    public static let wire = Wire<StockMovement.Reason>.choice()
}
