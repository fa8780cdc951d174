public import HTTPKernel
public import Orders
import Products
import SharedKernel

extension OrderError: HTTPErrorConvertible {
    /// What a client is told.
    public var httpError: HTTPError {
        switch self {
        case .unknownProducts(let products):
            HTTPError(.validationError, "There are no such products", details: products.map { .product($0) })
        case .notForSale(let products):
            HTTPError(.invalidState, "Some products are not for sale", details: products.map { .product($0) })
        case .insufficientStock(let shortages):
            HTTPError(.insufficientStock, "There is not enough in stock", details: shortages.map { .shortage($0) })
        case .mixedCurrencies:
            HTTPError(.conflict, "The products are priced in more than one currency; order them apart")
        case .totalTooLarge:
            HTTPError(.conflict, "The total is too large; order less at a time")
        }
    }
}

extension CreateOrderRequest {
    /// The problem that these products do not exist, at the lines that name them.
    func unknown(_ products: [ProductID]) -> HTTPError {
        var problems = WireProblems()
        for (index, item) in items.enumerated() where products.contains(item.productId) {
            problems.add("items[\(index)].productId", "is no product")
        }
        return .validation(problems, of: "body")
    }
}

extension ErrorDetail {
    fileprivate static func product(_ product: ProductID) -> ErrorDetail {
        ErrorDetail([("productId", .text(product.description))])
    }

    fileprivate static func shortage(_ shortage: Shortage) -> ErrorDetail {
        ErrorDetail([
            ("productId", .text(shortage.product.description)), ("requested", .number(shortage.requested)),
            ("available", .number(shortage.available)),
        ])
    }
}
