import HTTPKernel
import Products
import SharedKernel

/// A product as clients see it.
struct ProductResponse: WireType {
    let id: ProductID
    let sku: String
    let name: String
    let description: String?
    let status: ProductStatus
    let price: Money
    let attributes: ProductAttributes
    let stock: StockResponse
    let categories: [ProductCategoryResponse]
    let createdAt: Timestamp
    let updatedAt: Timestamp

    static let wire = Wire.object(
        "Product", field("id", \.id), field("sku", \.sku), field("name", \.name), field("description", \.description),
        field("status", \.status), field("price", \.price), field("attributes", \.attributes), field("stock", \.stock),
        field("categories", \.categories), field("createdAt", \.createdAt), field("updatedAt", \.updatedAt),
        make: ProductResponse.init)
}

extension ProductResponse {
    init(_ product: Product) {
        self.init(
            id: product.id, sku: product.sku, name: product.name, description: product.description,
            status: product.status, price: product.price, attributes: product.attributes,
            stock: StockResponse(available: product.available),
            categories: product.categories.map {
                ProductCategoryResponse(id: $0.id, name: $0.name, position: $0.position)
            }, createdAt: product.createdAt, updatedAt: product.updatedAt)
    }
}

/// How much of a product can be ordered.
struct StockResponse: WireType {
    let available: Int64

    static let wire = Wire.object("ProductStock", field("available", \.available), make: StockResponse.init)
}

/// A category that a product stands in.
struct ProductCategoryResponse: WireType {
    let id: CategoryID
    let name: String
    let position: Int64

    static let wire = Wire.object(
        "ProductCategory", field("id", \.id), field("name", \.name), field("position", \.position),
        make: ProductCategoryResponse.init)
}

/// A product that is to be made.
struct CreateProductRequest: WireType {
    let sku: SKU
    let name: String
    let description: String?
    let price: Money
    let attributes: ProductAttributes?

    static let wire = Wire.object(
        "CreateProduct", field("sku", \.sku), field("name", \.name, as: .line),
        field("description", \.description, as: .optional(.prose)), field("price", \.price),
        field("attributes", \.attributes), make: CreateProductRequest.init)

    var command: NewProduct {
        NewProduct(sku: sku, name: name, description: description, price: price, attributes: attributes ?? .none)
    }
}

/// What is to change of a product.
struct UpdateProductRequest: WireType {
    let sku: SKU?
    let name: String?
    let description: String?
    let price: Money?
    let attributes: ProductAttributes?

    static let wire = Wire.object(
        "UpdateProduct", field("sku", \.sku), field("name", \.name, as: .optional(.line)),
        field("description", \.description, as: .optional(.prose)), field("price", \.price),
        field("attributes", \.attributes), make: UpdateProductRequest.init)

    var command: ProductChange {
        ProductChange(sku: sku, name: name, description: description, price: price, attributes: attributes)
    }
}
