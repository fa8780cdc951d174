/// Everything that the rules want to know of one file.
struct FileFacts: Sendable {
    var path: String
    var imports: [ImportFact] = []
    var problems: [ReadingProblem] = []
    var sql: [SQLFact] = []
    var allowances: [Allowance] = []
}

/// `// boundary:allow MODULE until 2027-01-31 -- reason` as it stands in a file.
struct Allowance: Sendable, Hashable {
    /// A module's name or a rule's; nil where the comment is not of that form.
    var subject: String?
    var until: CalendarDay?
    var line: Int
    var column: Int
    /// Whether the comment has its line to itself, and so speaks of the next.
    var standsAlone: Bool
}

/// Reads the files of a package, each once.
struct FileScanner: Sendable {
    var root: String
    /// The type whose literals bind; nil where the policy says nothing of SQL.
    var sqlType: String?

    /// The facts of every file, in order, read on all cores.
    func scan(_ files: [String]) -> [FileFacts] {
        let size = max(1, min(64, files.count / 16))
        let chunks = stride(from: 0, to: files.count, by: size).map { Array(files[$0..<min($0 + size, files.count)]) }
        return InParallel.map(chunks) { chunk in
            let buffer = FileBuffer()
            return chunk.map { scan($0, buffer) }
        }.flatMap { $0 }
    }

    private func scan(_ file: String, _ buffer: FileBuffer) -> FileFacts {
        do throws(Folder.Unreadable) {
            return try buffer.withBytes(of: "\(root)/\(file)") { facts(file, $0) }
        } catch {
            return FileFacts(path: file, problems: [ReadingProblem(line: 1, message: "the file cannot be read")])
        }
    }

    func facts(_ file: String, _ bytes: UnsafeBufferPointer<UInt8>) -> FileFacts {
        let reading = ImportReader.read(bytes)
        var facts = FileFacts(path: file, imports: reading.imports, problems: reading.problems)
        let wantsSQL = sqlType.map { SQLWords.mayStand(in: bytes, type: $0) } ?? false
        guard wantsSQL || ByteSearch.contains(bytes, "boundary:allow") else { return facts }
        let content = ContentReader.read(bytes, sqlType: wantsSQL ? sqlType : nil)
        facts.sql = content.sql
        facts.allowances = content.allowances
        if facts.problems.isEmpty { facts.problems = content.problems }
        return facts
    }
}
