import Yams

extension PolicyReader {
    /// One `module.yml`.
    mutating func module(_ text: String) -> ModulePolicy {
        var module = ModulePolicy(
            mark: mark(nil), contract: nil, visibleTo: nil, visibleToMark: mark(nil), never: [], folders: [],
            tables: [], owners: [])
        guard let root = document(text) else { return module }
        let keys = ["contract", "visible_to", "never", "folders", "tables", "owners", "strict"]
        for (key, keyNode, value) in mapping(root, "module.yml", keys: keys) {
            switch key {
            case "contract": module.contract = strings(value, "`contract`")
            case "visible_to":
                module.visibleTo = strings(value, "`visible_to`")
                module.visibleToMark = mark(keyNode)
            case "never": module.never = strings(value, "`never`")
            case "folders": module.folders = folderRules(value)
            case "tables": module.tables = tables(value)
            case "strict":
                if value.bool == true {
                    module.strict = mark(keyNode)
                } else if value.bool == nil {
                    fail(value, "`strict` must be true or false")
                }
            default: module.owners = strings(value, "`owners`")
            }
        }
        return module
    }

    private mutating func tables(_ node: Node) -> [Stated<String>] {
        let tables = strings(node, "`tables`")
        for table in tables {
            let parts = table.value.split(separator: ".", omittingEmptySubsequences: false)
            let isName = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIIWord) }
            if !isName || parts.count > 2 {
                let message = "`\(table.value)` is neither a schema nor `schema.table`"
                errors.append(PolicyError(mark: table.mark, message: message))
            }
        }
        return tables
    }
}
