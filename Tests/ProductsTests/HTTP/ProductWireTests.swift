import HTTPKernel
import Products
import SharedKernel
import Testing

@testable import ProductsLive

@Suite struct ProductWireTests {
    @Test func `a product is written as the API describes it`() throws {
        let text = String(decoding: json(ProductResponse(try sample())), as: UTF8.self)
        #expect(
            text == """
                {"id":"01234567-89ab-7cde-8f01-23456789abcd","sku":"WID-1","name":"Widget","status":"active",\
                "price":{"amount":2999,"currency":"USD"},"attributes":{"color": "red"},"stock":{"available":12},\
                "categories":[{"id":"00000000-0000-0001-0000-000000000002","name":"Tools","position":1}],\
                "createdAt":"2026-11-21T08:44:00.123Z","updatedAt":"2026-11-21T08:44:00.123Z"}
                """)
    }

    @Test func `attributes are read into the JSON that is stored`() async throws {
        let request = try body(
            CreateProductRequest.self,
            #"{"sku":"A","name":"B","price":{"amount":1,"currency":"USD"},"attributes":{"b":"2","a":"\"1\""}}"#)
        #expect(request.value?.command.attributes.json == #"{"a":"\"1\"","b":"2"}"#)
    }

    @Test func `all that is wrong with a new product is said at once`() throws {
        let many = (0...50).map { "\"n\($0)\":\"v\"" }.joined(separator: ",")
        let problems = try body(
            CreateProductRequest.self,
            "{\"sku\":\"\",\"name\":\"a\\u0000b\",\"description\":\"\\u0000\","
                + "\"price\":{\"amount\":-1,\"currency\":\"usd\"},\"attributes\":{\(many)},\"colour\":1}"
        ).problems
        #expect(
            Set(problems.problems.map(\.field)) == [
                "sku", "name", "description", "price.amount", "price.currency", "attributes", "colour",
            ])
    }

    @Test func `an attribute that no database can hold is refused by name`() throws {
        let result = try body(UpdateProductRequest.self, #"{"attributes":{"a":"x\u0000","":"y","n":1}}"#)
        #expect(result.value == nil)
        #expect(Set(result.problems.problems.map(\.field)).isSuperset(of: ["attributes.a", "attributes.n"]))
    }

    @Test(arguments: [0, 1_000_001, -1_000_001])
    func `an adjustment moves something, and not too much`(delta: Int) throws {
        let result = try body(StockAdjustmentRequest.self, #"{"delta":\#(delta),"reason":"received"}"#)
        #expect(result.problems.problems.map(\.field) == ["delta"])
    }

    @Test func `staff cannot write reservations into the ledger`() throws {
        let result = try body(StockAdjustmentRequest.self, #"{"delta":1,"reason":"reserved"}"#)
        #expect(result.problems.problems.map(\.field) == ["reason"])
    }

    private func body<Body: WireType>(
        _: Body.Type, _ text: String
    ) throws -> (value: Body?, problems: WireProblems) {
        var problems = WireProblems()
        let value = Body.wire.read(try JSONDocument(Array(text.utf8)).root, &problems)
        return (problems.isEmpty ? value : nil, problems)
    }
}
