public import HTTPKernel
public import Orders
import SharedKernel

/// What pays for an order.
struct PaymentRequest: WireType {
    let paymentToken: String

    static let wire = Wire.object(
        "Payment", field("paymentToken", \.paymentToken, as: .line(255)), make: PaymentRequest.init)
}

/// Who carries an order, and what they call it.
struct ShipmentRequest: WireType {
    let carrier: String
    let trackingNumber: String

    static let wire = Wire.object(
        "Shipment", field("carrier", \.carrier, as: .line(200)),
        field("trackingNumber", \.trackingNumber, as: .line(200)), make: ShipmentRequest.init)
}

extension Wire where Value == String {
    /// A text on one line of 1 to `most` characters.
    fileprivate static func line(_ most: Int) -> Wire {
        .text(
            length: 1...most, message: "must have 1 to \(most) characters, none of them a control character",
            parse: { text in text.unicodeScalars.allSatisfy { $0.value >= 0x20 } ? text : nil }, print: { $0 })
    }
}

/// Which page of a timeline a client asks for.
struct OrderEventPageQuery: WireType {
    let limit: Int64?
    let cursor: String?

    static let wire = Wire.object(
        "OrderEventPageQuery", field("limit", \.limit, .range(PageLimit.range)), field("cursor", \.cursor),
        make: OrderEventPageQuery.init)
}

/// An event of an order as clients see it.
struct OrderEventResponse: WireType {
    let id: OrderEventID
    let type: OrderEvent.Kind
    let at: Timestamp
    let actor: UserID?
    let data: OrderEventData

    static let wire = Wire.object(
        "OrderEvent", field("id", \.id), field("type", \.type), field("at", \.at), field("actor", \.actor),
        field("data", \.data), make: OrderEventResponse.init)
}

extension OrderEventResponse {
    init(_ event: OrderEvent) {
        self.init(id: event.id, type: event.kind, at: event.at, actor: event.actor, data: event.data)
    }
}

extension OrderEvent.Kind: WireType {
    /// One of the kinds.
    public static let wire = Wire<OrderEvent.Kind>.choice()
}

/// What the data of an event may hold; each kind of event has its own part of it.
private struct OrderEventFacts: WireType {
    let amount: Money?
    let carrier: String?
    let trackingNumber: String?
    let itemId: OrderItemID?
    let productId: UniqueID?
    let quantity: Int64?

    static let wire = Wire.object(
        "OrderEventData", field("amount", \.amount), field("carrier", \.carrier),
        field("trackingNumber", \.trackingNumber), field("itemId", \.itemId), field("productId", \.productId),
        field("quantity", \.quantity), make: OrderEventFacts.init)
}

extension OrderEventData: WireType {
    /// It is written as it is stored, and never read.
    public static let wire = Wire<OrderEventData>(
        schema: OrderEventFacts.wire.schema, write: { data, writer in writer.document(data.json) },
        read: { _, problems in
            problems.add("is written by the service only")
            return nil
        })
}
