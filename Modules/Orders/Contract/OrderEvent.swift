public import SharedKernel

/// Marks the ids of events of orders.
public enum OrderEventTag {}
/// The id of an event of an order.
public typealias OrderEventID = Identifier<OrderEventTag>

/// What happened to an order at one moment. The events of an order stand in the order of its versions.
public struct OrderEvent: Hashable, Sendable {
    /// What kind of thing happened.
    public enum Kind: String, Sendable, CaseIterable {
        case placed, itemAdded, itemChanged, itemRemoved, paid, shipped, delivered, cancelled, refunded
    }

    public let id: OrderEventID
    /// The version of the order that it led to.
    public let version: Int64
    public let kind: Kind
    public let at: Timestamp
    /// Who did it; `nil` for what the service did by itself.
    public let actor: UserID?
    /// What else there is to say.
    public let data: OrderEventData

    /// An event.
    public init(
        id: OrderEventID, version: Int64, kind: Kind, at: Timestamp, actor: UserID?, data: OrderEventData
    ) {
        self.id = id
        self.version = version
        self.kind = kind
        self.at = at
        self.actor = actor
        self.data = data
    }
}

/// What an event tells beyond its kind, as the JSON object that the database stores: it is only ever passed on.
public struct OrderEventData: Hashable, Sendable {
    /// A JSON object.
    public let json: String

    /// The data in a JSON object.
    public init(json: String) { self.json = json }
}
