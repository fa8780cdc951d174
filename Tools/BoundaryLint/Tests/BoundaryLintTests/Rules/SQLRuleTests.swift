import Testing

@testable import BoundaryLint

struct SQLRuleTests {
    let rows = "Modules/Orders/Live/Storage/Rows.swift"

    private func check(_ code: String, in path: String? = nil) throws -> [String] {
        try House().with(path ?? rows, "import Store\n\(code)\n").check().places
    }

    @Test(
        arguments: [
            (#"let a: SQL = "SELECT id FROM t WHERE x = \(raw: x)""#, 42),
            (#"run("DELETE FROM t WHERE \(unsafeText: x)")"#, 26),
            (#"let a = SQL(raw: text)"#, 9),
            (#"let a = SQL(unsafeText: text)"#, 9),
            (#"let a = SQL.init(raw: text)"#, 9),
            (#"let a = Store.SQL(raw: text)"#, 9),
            (#"let a = SQL.raw(text)"#, 9),
            (#"let a = SQL(stringLiteral: text)"#, 9),
            (#"run("SELECT id FROM t WHERE x = " + x)"#, 5),
            (#"run(query + " WHERE x = " + x)"#, 13),
            (#"query += " ORDER BY x""#, 10),
            (#"let a = "SELECT id FROM t WHERE x = \(x)""#, 9),
            (#"let a: String = "update t set x = \(x)""#, 17),
            (#"func f() -> String { "DELETE FROM t WHERE x = \(x)" }"#, 22),
            (#"func f() -> String { g(); return "DELETE FROM t WHERE x = \(x)" }"#, 34),
            (#"var a: String { "INSERT INTO t VALUES (\(x))" }"#, 17),
            (#"run(String(format: "SELECT id FROM t WHERE x = %@", x))"#, 20),
            (#"run("SELECT id FROM t WHERE x = \(x)" as String)"#, 5),
            (#"func f(_ a: String = "SELECT id FROM t LIMIT \(x)") {}"#, 22),
        ])
    func `raw SQL is refused outside the module that may build it`(_ code: String, _ column: Int) throws {
        #expect(try check(code) == ["raw-sql \(rows):2:\(column)"])
        #expect(try check("import CStore\n" + code, in: "Modules/Store/Live/Pool.swift") == [])
    }

    @Test(
        arguments: [
            #"let a: SQL = "SELECT id FROM t WHERE x = \(x)""#,
            #"run("SELECT id FROM t WHERE x = \(x) LIMIT \(literal: 20)")"#,
            #"let a = "SELECT id FROM t""#,
            #"let a = "Update your address, \(name)""#,
            #"let a = "With thanks, " + name"#,
            #"let a = "select one of " + names"#,
            #"let a = "WHEREVER " + x"#,
            #"let a = SQL("SELECT id FROM t")"#,
            #"let a = 1 + 2"#,
            #"run("SELECT count(*) FROM orders.orders")"#,
            #"run("SELECT id FROM (SELECT * FROM orders.orders o LIMIT 20) o")"#,
            #"run("WITH a AS (SELECT * FROM unnest(x) AS l (id)) SELECT id FROM a WHERE EXISTS (SELECT * FROM a)")"#,
            #"// run("SELECT * FROM t" + x)"#,
        ])
    func `bound SQL and prose are left alone`(_ code: String) throws {
        #expect(try check(code) == [])
    }

    @Test(arguments: ["HTTP", "Service"])
    func `folders without SQL hold none`(_ folder: String) throws {
        let file = "Modules/Orders/Live/\(folder)/Planted.swift"
        for code in [
            "run(\"SELECT id FROM t\")", "run(\"\"\"\n  insert into t values (1)\n  \"\"\")",
            "run(\"WITH a AS (SELECT 1) SELECT id FROM a\")", "let a: SQL = \"id = 1\"", "let a = SQL(\"id = 1\")",
        ] {
            let column = code.hasPrefix("run") ? 5 : code.hasPrefix("let a: SQL") ? 14 : 13
            #expect(try check(code, in: file) == ["sql-folder \(file):2:\(column)"], "\(code)")
        }
        #expect(try check("let title = \"Update an order\"", in: file) == [])
    }

    @Test(
        arguments: [
            "SELECT * FROM t", "select * from t", "SELECT DISTINCT * FROM t",
            "WITH a AS (SELECT * FROM t) SELECT * FROM a",
            "WITH a AS (INSERT INTO t SELECT * FROM s) SELECT id FROM a", "INSERT INTO t VALUES (1) RETURNING *",
        ])
    func `every column is never asked for`(_ sql: String) throws {
        #expect(try check("run(\"\(sql)\")") == ["select-star \(rows):2:5"])
        #expect(
            try check("run(\"\(sql)\")", in: "Tests/OrdersTests/More.swift").contains { $0.hasPrefix("select") }
                == false)
    }

    @Test(
        arguments: [
            "SELECT id FROM products.stock", "SELECT id FROM orders.orders o, products.stock s",
            "SELECT id FROM orders.orders o JOIN products.stock s ON s.id = o.id", "UPDATE products.stock SET a = 1",
            "INSERT INTO products.stock VALUES (1)", "DELETE FROM ONLY products.stock", "SELECT products.reserve(1)",
            "SELECT id FROM orders.a WHERE b IN (SELECT c FROM products.stock)",
            #"SELECT id FROM \"products\".\"stock\""#,
        ])
    func `a table of another module is refused`(_ sql: String) throws {
        let result = try House().with(rows, "import Store\nrun(\"\(sql)\")\n").check()
        #expect(result.places == ["table-owner \(rows):2:5"])
        #expect(result.findings.first?.statedAt?.text == "Modules/Products/module.yml:1")
    }

    @Test(
        arguments: [
            "SELECT o.id FROM orders.orders o", "SELECT products.id FROM orders.orders products",
            "SELECT id FROM orders.orders WHERE a IS DISTINCT FROM products.b",
            "SELECT extract(epoch FROM products.at) FROM orders.orders products", "SELECT 'FROM products.stock'",
            "SELECT id -- FROM products.stock\\n FROM orders.orders",
            "UPDATE orders.orders o SET a = 1 FROM x JOIN y ON products.id = o.id",
        ])
    func `columns, texts and own tables are left alone`(_ sql: String) throws {
        #expect(try check("run(\"\(sql)\")") == [])
    }

    @Test func `a single table may belong to another module than its schema`() throws {
        let house = House().with("Modules/Products/module.yml", "tables: [products, orders.prices]\n")
            .with(rows, "import Store\nrun(\"SELECT id FROM orders.prices\")\n")
        #expect(try house.check().places == ["table-owner \(rows):2:5"])
    }

    @Test func `the tests of a module may build raw SQL as far as the module may`() throws {
        let code = "let a: SQL = \"SELECT \\(raw: b) FROM t\""
        #expect(
            try check(code, in: "Tests/OrdersTests/More.swift").contains("raw-sql Tests/OrdersTests/More.swift:2:22"))
        let allowed = House().with("Tests/OrdersTests/More.swift", code)
            .replacing("[Store]\nexc", with: "[Store, tests]\nexc", in: "boundaries.yml")
        #expect(try allowed.check().places == [])
    }

    @Test func `the binding type may bear any name`() throws {
        let house = House().replacing("type: SQL", with: "type: Query", in: "boundaries.yml")
            .with(rows, "import Store\nlet a = Query(raw: text)\nlet b: Query = \"id = 1\"\n")
        #expect(try house.check().places == ["raw-sql \(rows):2:9"])
    }

    @Test(
        arguments: [
            "run(\"\\nSELECT * FROM t\")", "run(\"(SELECT id FROM t) UNION \" + x)",
            "run(\"-- all\\nSELECT id FROM t\" + x)",
            "run(\"/* all */ SELECT id FROM t\" + x)", "run(#\"SELECT \\#(raw: a) FROM t\"#)",
        ])
    func `SQL is found behind line ends, comments and parentheses`(_ code: String) throws {
        #expect(try check(code).count == 1)
    }

    @Test func `a file whose SQL cannot be read is a problem`() throws {
        let result = try House().with(rows, "import Store\nlet a: SQL = \"SELECT 1\"\nfunc (\n").check()
        #expect(result.problems.map(\.path) == [rows])
    }
}
