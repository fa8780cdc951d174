import Persistence
import Products
import SharedKernel

/// Which products a page shows, and in which order.
struct ProductFilter: Sendable {
    var sort = ProductSort.newestFirst
    /// A category, with all that are below it.
    var category: CategoryID?
    /// Minor units.
    var minPrice: Int64?
    /// Minor units.
    var maxPrice: Int64?
    /// `nil` for every status.
    var status: ProductStatus? = .active
    /// Only products that have all of these.
    var attributes: ProductAttributes?
    /// Words to look for in name, SKU and description, as people type them into a search box.
    var text: String?
}

/// The orders in which products can be listed. Products that are equal by it follow each other by id.
enum ProductSort: String, Sendable, CaseIterable {
    case newestFirst = "-createdAt"
    case oldestFirst = "createdAt"
    case cheapestFirst = "price"
    case dearestFirst = "-price"
    case name
}

/// The product that a page begins after: what it is sorted by, and its id.
struct ProductPosition: Hashable, Sendable {
    enum Key: Hashable, Sendable {
        case createdAt(Timestamp)
        case price(Int64)
        case name(String)
    }

    let key: Key
    let id: ProductID
}

extension ProductStore {
    /// At most `count` products from `position` on, whole, in one statement.
    func page(_ filter: ProductFilter, after position: ProductPosition?, count: Int) async throws -> [Product] {
        var rows = ProductRows()
        _ = try await database.read(Self.page(filter, position, count)) { try rows.add(&$0) }
        return rows.products
    }

    /// Sorted twice, but only once in fact: the inner order is that of an index, and the joins keep it.
    static func page(_ filter: ProductFilter, _ position: ProductPosition?, _ count: Int) -> SQL {
        let order = order(filter.sort)
        return """
            SELECT \(ProductRows.columns) FROM (
                SELECT * FROM products.products p
                WHERE p.deleted_at IS NULL\(conditions(filter))\(range(position, filter.sort))
                ORDER BY \(order) LIMIT \(literal: count)
            ) p \(ProductRows.joinsOfPage) ORDER BY \(order)
            """
    }

    /// Each is the order of an index, forwards or backwards.
    private static func order(_ sort: ProductSort) -> SQL {
        switch sort {
        case .newestFirst: "p.created_at DESC, p.id DESC"
        case .oldestFirst: "p.created_at, p.id"
        case .cheapestFirst: "p.price_amount, p.id"
        case .dearestFirst: "p.price_amount DESC, p.id DESC"
        case .name: "p.name COLLATE \"C\", p.id"
        }
    }

    /// The rows after a position, as one comparison of rows, which an index answers by starting there.
    private static func range(_ position: ProductPosition?, _ sort: ProductSort) -> SQL {
        guard let position else { return "" }
        let id = position.id
        switch (position.key, sort) {
        case (.createdAt(let time), .newestFirst): return " AND (p.created_at, p.id) < (\(time), \(id))"
        case (.createdAt(let time), _): return " AND (p.created_at, p.id) > (\(time), \(id))"
        case (.price(let amount), .dearestFirst): return " AND (p.price_amount, p.id) < (\(amount), \(id))"
        case (.price(let amount), _): return " AND (p.price_amount, p.id) > (\(amount), \(id))"
        case (.name(let name), _): return " AND (p.name COLLATE \"C\", p.id) > (\(name), \(id))"
        }
    }

    private static func conditions(_ filter: ProductFilter) -> SQL {
        var all: SQL = ""
        switch filter.status {
        case .active: all = " AND p.status = 'active'"
        case .some(let status): all = " AND p.status = \(status.rawValue)"
        case nil: break
        }
        if let least = filter.minPrice { all = "\(all) AND p.price_amount >= \(least)" }
        if let most = filter.maxPrice { all = "\(all) AND p.price_amount <= \(most)" }
        if let attributes = filter.attributes { all = "\(all) AND p.attributes @> \(JSONText(attributes.json))" }
        if let text = filter.text {
            all = "\(all) AND \(searched) @@ websearch_to_tsquery('english', \(text))"
        }
        if let category = filter.category { all = "\(all)\(within(category))" }
        return all
    }

    /// What a search looks into: letter for letter the expression of the index `products_search`.
    private static let searched: SQL =
        "to_tsvector('english', p.name || ' ' || p.sku || ' ' || coalesce(p.description, ''))"

    /// The subtree is looked up once; then each product of the page is asked whether it stands in it.
    private static func within(_ category: CategoryID) -> SQL {
        """
         AND EXISTS (
            SELECT FROM products.product_categories placed WHERE placed.product_id = p.id
            AND placed.category_id = ANY (ARRAY(
                WITH RECURSIVE subtree AS (
                    SELECT root.id FROM products.categories root WHERE root.id = \(category)
                    UNION SELECT child.id FROM products.categories child JOIN subtree ON child.parent_id = subtree.id)
                SELECT id FROM subtree)))
        """
    }
}
