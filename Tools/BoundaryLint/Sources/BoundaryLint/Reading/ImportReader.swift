/// Reads what a file imports: by the hand lexer where it can decide, by swift-syntax where it cannot.
public enum ImportReader {
    /// The imports of a file given as UTF-8. Never fails in silence: what cannot be decided comes back as a problem.
    public static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ImportReading {
        guard let limit = ByteSearch.lastImport(in: bytes) else { return ImportReading() }
        if let problem = Encoding.problem(in: bytes, upTo: limit) { return ImportReading(problems: [problem]) }
        var lexer = ImportLexer(bytes, limit: limit)
        do throws(Undecided) {
            return ImportReading(imports: try lexer.read())
        } catch {
            return SyntaxImportReader.read(bytes)
        }
    }

    /// The imports of a file given as text.
    public static func read(_ source: String) -> ImportReading {
        Array(source.utf8).withUnsafeBufferPointer { read($0) }
    }

    /// What the hand lexer alone reads, or nil where it leaves the file to swift-syntax. For comparing the two.
    public static func readByHand(_ source: String) -> [ImportFact]? {
        Array(source.utf8).withUnsafeBufferPointer { bytes in
            guard let limit = ByteSearch.lastImport(in: bytes) else { return [] }
            var lexer = ImportLexer(bytes, limit: limit)
            return try? lexer.read()
        }
    }

    /// What swift-syntax alone reads.
    public static func readBySyntax(_ source: String) -> ImportReading {
        Array(source.utf8).withUnsafeBufferPointer { SyntaxImportReader.read($0) }
    }
}

/// Whether the bytes can be Swift source at all.
enum Encoding {
    static func problem(in bytes: UnsafeBufferPointer<UInt8>, upTo limit: Int) -> ReadingProblem? {
        let end = min(bytes.count, limit + 64)
        guard bytes[0..<end].contains(where: { $0 >= 0x80 }) else { return nil }
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        return ReadingProblem(line: 1, message: "the file is not UTF-8")
    }
}

extension ImportReader {
    /// The imports of the file at `path`. One that cannot be read comes back with a problem.
    public static func read(file path: String) -> ImportReading {
        do throws(Folder.Unreadable) {
            return try FileBuffer().withBytes(of: path) { read($0) }
        } catch {
            return ImportReading(problems: [ReadingProblem(line: 1, message: "the file cannot be read")])
        }
    }
}
