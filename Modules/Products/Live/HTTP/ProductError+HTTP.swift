public import HTTPKernel
public import Products
import SharedKernel

extension ProductError: HTTPErrorConvertible {
    /// What a client is told.
    public var httpError: HTTPError {
        switch self {
        case .skuTaken:
            HTTPError(.uniqueViolation, "Another product has this SKU", field: "sku")
        case .insufficientStock(let shortage):
            HTTPError(
                .insufficientStock, "There is less available than the adjustment takes",
                details: [
                    ErrorDetail([
                        ("productId", .text(shortage.product.description)), ("requested", .number(shortage.requested)),
                        ("available", .number(shortage.available)),
                    ])
                ])
        }
    }
}
