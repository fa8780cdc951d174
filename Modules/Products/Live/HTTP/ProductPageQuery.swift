import HTTPKernel
import Products
import SharedKernel

/// Which page of the catalogue a client asks for.
struct ProductPageQuery: WireType {
    let limit: Int64?
    let cursor: String?
    let sort: ProductSort?
    let category: CategoryID?
    let minPrice: Int64?
    let maxPrice: Int64?
    let status: ProductStatus?
    let attributes: ProductAttributes?
    let q: String?

    static let wire = Wire.object(
        "ProductPageQuery", field("limit", \.limit, .range(PageLimit.range)), field("cursor", \.cursor),
        field("sort", \.sort), field("category", \.category),
        field("minPrice", \.minPrice, .range(0...Money.largestAmount)),
        field("maxPrice", \.maxPrice, .range(0...Money.largestAmount)), field("status", \.status),
        field("attributes", \.attributes), field("q", \.q, as: .optional(.line)), make: ProductPageQuery.init)

    /// What the caller may see of what they ask for. Throws `FORBIDDEN` when others than staff ask for more than what
    /// is for sale.
    func filter(for principal: Principal?) throws -> ProductFilter {
        let isStaff = principal?.isAtLeast(.staff) ?? false
        guard isStaff || status == nil || status == .active else { throw HTTPError.forbidden }
        return ProductFilter(
            sort: sort ?? .newestFirst, category: category, minPrice: minPrice, maxPrice: maxPrice,
            status: isStaff ? status : .active, attributes: attributes, text: q)
    }
}

extension ProductFilter {
    /// The query that a cursor belongs to. The length of the page is no part of it.
    var identity: String {
        let parts = [
            sort.rawValue, category?.description, minPrice.map(String.init), maxPrice.map(String.init),
            status?.rawValue, attributes?.json, text,
        ]
        // None of the parts holds a control character: two queries never read alike.
        return "products " + parts.map { $0 ?? "" }.joined(separator: "\u{1F}")
    }
}

extension ProductPosition {
    /// Where a page that ended with `product` is followed by the next one.
    init(_ product: Product, sort: ProductSort) {
        let key: Key =
            switch sort {
            case .newestFirst, .oldestFirst: .createdAt(product.createdAt)
            case .cheapestFirst, .dearestFirst: .price(product.price.amount)
            case .name: .name(product.name)
            }
        self.init(key: key, id: product.id)
    }

    /// The position in a cursor. Throws `INVALID_CURSOR`.
    init(_ cursor: PageCursor, sort: ProductSort) throws {
        // The id stands first, because a name may hold the separator.
        guard let id = cursor.position.first.flatMap({ UniqueID($0) }), cursor.position.count > 1 else {
            throw HTTPError.invalidCursor
        }
        let text = cursor.position.dropFirst().joined(separator: "\u{1F}")
        guard let key = Key(text, sort: sort) else { throw HTTPError.invalidCursor }
        self.init(key: key, id: ProductID(id))
    }

    var cursor: PageCursor { PageCursor([id.description, key.text]) }
}

extension ProductPosition.Key {
    fileprivate init?(_ text: String, sort: ProductSort) {
        switch sort {
        case .newestFirst, .oldestFirst:
            guard let microseconds = Int64(text) else { return nil }
            self = .createdAt(Timestamp(microseconds: microseconds))
        case .cheapestFirst, .dearestFirst:
            guard let amount = Int64(text) else { return nil }
            self = .price(amount)
        case .name: self = .name(text)
        }
    }

    fileprivate var text: String {
        switch self {
        case .createdAt(let time): String(time.microseconds)
        case .price(let amount): String(amount)
        case .name(let name): name
        }
    }
}
