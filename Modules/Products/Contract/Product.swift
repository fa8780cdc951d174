public import SharedKernel

/// Marks the ids of products.
public enum ProductTag {}
/// The id of a product.
public typealias ProductID = Identifier<ProductTag>

/// Marks the ids of categories.
public enum CategoryTag {}
/// The id of a category.
public typealias CategoryID = Identifier<CategoryTag>

/// What a product is called in the warehouse: 1 to 200 characters, unique among products that are not deleted.
public struct SKU: Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String

    /// `nil` when it is empty, longer than 200 characters, or holds a control character.
    public init?(_ text: String) {
        guard (1...200).contains(text.unicodeScalars.count), text.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
        else { return nil }
        self.text = text
    }

    public var description: String { text }
}

/// Where a product is in its life. Only active products are seen and bought by others than staff.
public enum ProductStatus: String, Sendable, CaseIterable {
    case draft, active, archived
}

/// What is told of a product beyond its name, such as its colour: names and values, both text.
///
/// It is kept as the JSON object that the database stores, because it is only ever passed on: a read neither parses nor
/// prints it again. What may be in it is checked where it comes in.
public struct ProductAttributes: Hashable, Sendable {
    /// The most that a product may have.
    public static let largestCount = 50
    /// No attributes.
    public static let none = ProductAttributes(json: "{}")

    /// A JSON object of strings.
    public let json: String

    /// The attributes in a JSON object of strings.
    public init(json: String) { self.json = json }
}

/// A product as it is shown, with what can be had of it and where it stands in the catalogue.
public struct Product: Hashable, Sendable {
    public let id: ProductID
    public let sku: String
    public let name: String
    public let description: String?
    public let status: ProductStatus
    public let price: Money
    public let attributes: ProductAttributes
    /// What is on hand and not promised to an order.
    public let available: Int64
    /// In the order of their positions.
    public var categories: [ProductCategory]
    public let createdAt: Timestamp
    public let updatedAt: Timestamp

    /// A product as it stands in the database.
    public init(
        id: ProductID, sku: String, name: String, description: String?, status: ProductStatus, price: Money,
        attributes: ProductAttributes, available: Int64, categories: [ProductCategory], createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.sku = sku
        self.name = name
        self.description = description
        self.status = status
        self.price = price
        self.attributes = attributes
        self.available = available
        self.categories = categories
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// A category that a product stands in.
public struct ProductCategory: Hashable, Sendable {
    public let id: CategoryID
    public let name: String
    /// The product's place among the category's products.
    public let position: Int64

    /// A category and a place in it.
    public init(id: CategoryID, name: String, position: Int64) {
        self.id = id
        self.name = name
        self.position = position
    }
}
