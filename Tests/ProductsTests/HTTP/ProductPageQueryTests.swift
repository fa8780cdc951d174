import HTTPKernel
import Products
import SharedKernel
import Testing

@testable import ProductsLive

@Suite struct ProductPageQueryTests {
    private let tokens = OpaqueTokens(secret: Array(repeating: 7, count: 32))

    @Test(arguments: ProductSort.allCases)
    func `a cursor brings back the position that it was made of`(sort: ProductSort) throws {
        let product = try sample(name: "odd\u{1F}name, ünï")
        let position = ProductPosition(product, sort: sort)
        let filter = ProductFilter(sort: sort)
        let text = position.cursor.sealed(for: filter.identity, with: tokens)
        #expect(try ProductPosition(PageCursor(text, of: filter.identity, with: tokens), sort: sort) == position)
    }

    @Test func `a cursor serves no other query`() throws {
        let text = ProductPosition(try sample(), sort: .name).cursor
            .sealed(for: ProductFilter(sort: .name).identity, with: tokens)
        for other in [
            ProductFilter(sort: .cheapestFirst), ProductFilter(sort: .name, category: CategoryID()),
            ProductFilter(sort: .name, minPrice: 1), ProductFilter(sort: .name, maxPrice: 1),
            ProductFilter(sort: .name, status: nil),
        ] {
            #expect(throws: HTTPError.self) { try PageCursor(text, of: other.identity, with: tokens) }
        }
    }

    @Test func `filters that look alike when joined are told apart`() {
        #expect(ProductFilter(minPrice: 1).identity != ProductFilter(maxPrice: 1).identity)
    }

    @Test func `only staff may ask for what is not for sale`() throws {
        let customer = Principal(userID: UserID(), role: .customer, sessionID: nil)
        let staff = Principal(userID: UserID(), role: .staff, sessionID: nil)
        for principal in [nil, customer] {
            let error = #expect(throws: HTTPError.self) { try query(.draft).filter(for: principal) }
            #expect(error?.code == .forbidden)
            #expect(try query(.active).filter(for: principal).status == .active)
            #expect(try query(nil).filter(for: principal).status == .active)
        }
        #expect(try query(.draft).filter(for: staff).status == .draft)
        #expect(try query(nil).filter(for: staff).status == nil)
    }

    private func query(_ status: ProductStatus?) -> ProductPageQuery {
        ProductPageQuery(
            limit: nil, cursor: nil, sort: nil, category: nil, minPrice: nil, maxPrice: nil, status: status,
            attributes: nil,
            q: nil)
    }
}

/// A product, as an example.
func sample(name: String = "Widget") throws -> Product {
    let time = Timestamp(microseconds: 1_795_250_640_123_456)
    return Product(
        id: ProductID(UniqueID(high: 0x0123_4567_89AB_7CDE, low: 0x8F01_2345_6789_ABCD)), sku: "WID-1", name: name,
        description: nil, status: .active, price: Money(amount: 2999, currency: try #require(Currency("USD"))),
        attributes: ProductAttributes(json: #"{"color": "red"}"#), available: 12,
        categories: [ProductCategory(id: CategoryID(UniqueID(high: 1, low: 2)), name: "Tools", position: 1)],
        createdAt: time, updatedAt: time)
}
