import Foundation
import HTTPKernelTesting
import PersistenceTesting
import ServerTesting
import SharedKernel
import Testing

/// Every route of the API's own description × everyone who may come along.
@Suite struct AccessTests {
    @Test func `whoever may not call a route is told so before anything else about the request`() async throws {
        try await TestDatabase.with { db in
            try await StoaProcess.with(db) { server in
                let customer = try await Shopper.register(at: server)
                let description = try await server.api.send("GET", "/api/openapi.json")
                let operations = try Operation.all(in: Data(description.body))
                #expect(operations.count > 15)
                for operation in operations {
                    // A body of the wrong type and a query that nobody knows: none of it may be told to the uninvited.
                    let nobody = try await server.api.send(
                        operation.method, operation.path + "?nonsense=1", headers: [("Content-Type", "text/plain")],
                        body: operation.hasBody ? "nonsense" : nil)
                    let stranger = try await server.api.send(
                        operation.method, operation.path + "?nonsense=1",
                        headers: [("Authorization", "Bearer nonsense"), ("Content-Type", "text/plain")],
                        body: operation.hasBody ? "nonsense" : nil)
                    if operation.isOpen {
                        #expect(nobody.status != 401 && nobody.status != 403, "\(operation)")
                        #expect(stranger.status != 401 && stranger.status != 403, "\(operation)")
                    } else {
                        #expect(nobody.status == 401 && nobody.header("www-authenticate") != nil, "\(operation)")
                        #expect(stranger.status == 401 && stranger.header("www-authenticate") != nil, "\(operation)")
                    }
                    let asCustomer = try await customer.send(
                        operation.method, operation.path + "?nonsense=1", headers: [("Content-Type", "text/plain")],
                        body: operation.hasBody ? "nonsense" : nil)
                    if operation.isAboveCustomers {
                        #expect(asCustomer.status == 403, "\(operation): \(asCustomer.text)")
                    } else {
                        #expect(asCustomer.status != 401 && asCustomer.status != 403, "\(operation)")
                    }
                }
            }
        }
    }
}

/// One operation of the API's description.
private struct Operation: CustomStringConvertible {
    let method: String
    let path: String
    let isOpen: Bool
    let hasBody: Bool

    var description: String { "\(method) \(path)" }

    /// What is reserved for staff and admins; the description says only who must be signed in.
    var isAboveCustomers: Bool {
        let isCatalogue = path.hasPrefix("/api/v1/products") || path.hasPrefix("/api/v1/categories")
        return isCatalogue && method != "GET"
            || ["/stock-adjustments", "/ship", "/deliver", "/refund"].contains { path.hasSuffix($0) }
            || path == "/api/v1/users" && method == "GET"
    }

    static func all(in document: Data) throws -> [Operation] {
        let root = try JSONSerialization.jsonObject(with: document) as? [String: Any]
        let paths = root?["paths"] as? [String: [String: [String: Any]]] ?? [:]
        return paths.flatMap { template, operations in
            operations.map { method, operation in
                Operation(
                    method: method.uppercased(), path: template.replacing(/{[A-Za-z]+}/, with: UniqueID().description),
                    isOpen: (operation["security"] as? [Any])?.isEmpty ?? true,
                    hasBody: operation["requestBody"] != nil)
            }
        }
    }
}
