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
        case .impossibleMove(let status, let next):
            HTTPError(.invalidState, "An order that is \(status.rawValue) cannot become \(next.rawValue)")
        case .notPending(let status):
            HTTPError(.invalidState, "Only a pending order can be edited; this one is \(status.rawValue)")
        case .reservationExpired:
            HTTPError(.invalidState, "The reservation of this order has run out; order again")
        case .paymentDeclined:
            HTTPError(.paymentDeclined, "The payment was declined", field: "paymentToken")
        case .lastLine:
            HTTPError(.conflict, "An order keeps at least one line; cancel it instead")
        case .tooManyLines:
            HTTPError(.conflict, "An order has at most 250 lines")
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
