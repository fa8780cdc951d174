import HTTPKernel
import Orders
import Persistence
import Products
import SharedKernel

/// Edits of a pending order over HTTP.
struct OrderEditRoutes: Sendable {
    let editing: OrderEditing

    var routes: [Route] {
        [
            .transactional(
                .post, "/api/v1/orders/{id}/items", "Add a line to a pending order", status: .created,
                errors: [.insufficientStock, .invalidState, .conflict], handler: add),
            .transactional(
                .patch, "/api/v1/orders/{id}/items/{itemId}", "Change the quantity of a line of a pending order",
                errors: [.insufficientStock, .invalidState, .conflict], handler: change),
            .transactional(
                .delete, "/api/v1/orders/{id}/items/{itemId}", "Take a line out of a pending order",
                status: .noContent, errors: [.invalidState, .conflict], handler: remove),
        ]
    }

    func add(
        _ call: Call<Nothing, CreateOrderItem>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<OrderItemResponse> {
        let id: OrderID = try call.request.id("id")
        let line = StockLine(product: call.body.productId, quantity: call.body.quantity)
        do {
            let item = try await editing.add(
                line, to: id, visible: .to(principal), by: principal.userID, in: transaction)
            guard let item else { throw HTTPError.notFound }
            return .created(OrderItemResponse(item), at: "/api/v1/orders/\(id)/items/\(item.id)")
        } catch OrderError.unknownProducts {
            var problems = WireProblems()
            problems.add("productId", "is no product")
            throw HTTPError.validation(problems, of: "body")
        }
    }

    func change(
        _ call: Call<Nothing, UpdateOrderItem>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<OrderItemResponse> {
        let item = try await editing.setQuantity(
            of: try call.request.id("itemId"), to: call.body.quantity, in: try call.request.id("id"),
            visible: .to(principal), by: principal.userID, in: transaction)
        guard let item else { throw HTTPError.notFound }
        return Reply(OrderItemResponse(item))
    }

    func remove(
        _ call: Call<Nothing, Nothing>, _ principal: Principal, _ transaction: Transaction
    ) async throws -> Reply<Nothing> {
        let isRemoved = try await editing.remove(
            try call.request.id("itemId"), from: try call.request.id("id"), visible: .to(principal),
            by: principal.userID, in: transaction)
        guard isRemoved else { throw HTTPError.notFound }
        return .none()
    }
}

/// What is to change of a line.
struct UpdateOrderItem: WireType {
    let quantity: Int64

    static let wire = Wire.object(
        "UpdateOrderItem", field("quantity", \.quantity, .range(1...1_000_000)), make: UpdateOrderItem.init)
}
