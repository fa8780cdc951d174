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
