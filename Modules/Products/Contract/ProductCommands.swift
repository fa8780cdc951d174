public import SharedKernel

/// A product that has been checked but not yet written. It begins as a draft with nothing in stock.
public struct NewProduct: Sendable {
    public let sku: SKU
    /// 1 to 200 characters.
    public let name: String
    /// At most 10,000 characters.
    public let description: String?
    public let price: Money
    public let attributes: ProductAttributes

    /// A command.
    public init(sku: SKU, name: String, description: String?, price: Money, attributes: ProductAttributes) {
        self.sku = sku
        self.name = name
        self.description = description
        self.price = price
        self.attributes = attributes
    }
}

/// What is to change of a product; what is `nil` stays.
public struct ProductChange: Sendable {
    public let sku: SKU?
    /// 1 to 200 characters.
    public let name: String?
    /// At most 10,000 characters.
    public let description: String?
    public let price: Money?
    /// Takes the place of all that were there.
    public let attributes: ProductAttributes?

    /// A command.
    public init(sku: SKU?, name: String?, description: String?, price: Money?, attributes: ProductAttributes?) {
        self.sku = sku
        self.name = name
        self.description = description
        self.price = price
        self.attributes = attributes
    }

    /// Whether nothing is to change.
    public var isEmpty: Bool {
        sku == nil && name == nil && description == nil && price == nil && attributes == nil
    }
}

/// Why a product could not be written.
public enum ProductError: Error, Hashable, Sendable {
    /// Another product bears this SKU.
    case skuTaken
    /// An adjustment would take more than there is.
    case insufficientStock(Shortage)
}
