/// The rules on SQL: values are bound, layers without SQL hold none, tables are named by their owner.
struct SQLRules {
    var policy: ResolvedPolicy
    private let sql: Policy.SQLPolicy

    /// Nil where the policy says nothing of SQL.
    init?(policy: ResolvedPolicy) {
        guard let sql = policy.policy.sql else { return nil }
        self.policy = policy
        self.sql = sql
    }

    func findings(_ file: FileFacts, _ target: PackageTarget) -> [Finding] {
        guard !file.sql.isEmpty, let place = policy.places[target.name] else { return [] }
        return file.sql.flatMap { fact -> [Finding] in
            let refusals = [raw(fact, place), folder(fact, file, place), star(fact, place), table(fact, place)]
            return refusals.compactMap { $0 }.map { refusal in
                Finding(
                    rule: refusal.rule, path: file.path, line: fact.line, column: fact.column, message: refusal.message,
                    why: refusal.why, statedAt: refusal.statedAt, remedy: refusal.remedy,
                    subject: refusal.rule.rawValue)
            }
        }
    }

    private func raw(_ fact: SQLFact, _ place: Place) -> Refusal? {
        let allowed = sql.rawAllowedIn.map(\.value)
        switch place {
        case .module(let name, _) where allowed.contains(name): return nil
        case .test(let owner?) where allowed.contains(owner): return nil
        case .test where allowed.contains("tests"): return nil
        default: break
        }
        let message: String
        switch fact.kind {
        case .rawInterpolation(let label): message = "`\\(\(label): …)` puts text into SQL unbound"
        case .rawCall(let call): message = "`\(call)` turns any text into SQL"
        case .concatenation: message = "SQL is put together with `+`"
        case .plainString: message = "SQL is interpolated into a `String`, where nothing is bound"
        default: return nil
        }
        let who = allowed.isEmpty ? "nobody" : "only \(allowed.joined(separator: ", "))"
        return Refusal(
            rule: .rawSQL, message: message, why: "\(who) may build raw SQL; elsewhere every value is a bind parameter",
            statedAt: sql.mark,
            remedy:
                "write one literal of type `\(sql.type.value)` and interpolate the values, which binds them; what varies in "
                + "the text itself takes one literal for each case")
    }

    private func folder(_ fact: SQLFact, _ file: FileFacts, _ place: Place) -> Refusal? {
        guard fact.kind == .statement, let module = place.module else { return nil }
        for rule in policy.folderRules(forFile: file.path, in: module) {
            guard let mark = rule.noSQL else { continue }
            return Refusal(
                rule: .sqlFolder, message: "SQL stands under `\(rule.folder.value)/`",
                why: "files under `\(rule.folder.value)/` hold no SQL", statedAt: mark,
                remedy: "move the statement into a function of the module's store, and call that")
        }
        return nil
    }

    private func star(_ fact: SQLFact, _ place: Place) -> Refusal? {
        guard fact.kind == .star, !place.isTest else { return nil }
        return Refusal(
            rule: .selectStar, message: "SQL asks for every column with `*`",
            why: "a column that a migration adds changes what the rows decode to", statedAt: sql.mark,
            remedy: "name the columns that are read")
    }

    private func table(_ fact: SQLFact, _ place: Place) -> Refusal? {
        guard case .table(let table) = fact.kind, !place.isTest else { return nil }
        guard let (owner, stated) = owner(of: table), place.module != owner else { return nil }
        return Refusal(
            rule: .tableOwner, message: "\(place.text) names table `\(table)`",
            why: "module \(owner) owns `\(stated.value)`",
            statedAt: stated.mark, remedy: "ask module \(owner) through its contract")
    }

    /// The module that owns a table: by the table itself, or else by its schema.
    private func owner(of table: String) -> (String, Stated<String>)? {
        let schema = String(table.prefix { $0 != "." })
        for wanted in [table, schema] {
            for (module, file) in policy.policy.modules {
                if let stated = file.tables.first(where: { $0.value == wanted }) { return (module, stated) }
            }
        }
        return nil
    }
}
