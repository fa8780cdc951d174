import Foundation

/// Holds the readers of imports against each other on real files: the hand lexer, swift-syntax, and the compiler.
public struct SelfCheck: Sendable {
    /// What one file came to.
    public struct Answer: Sendable {
        public var path: String
        public var imports: Int
        /// False where the lexer left the file to swift-syntax.
        public var isDecidedByHand: Bool
        /// Where two readers differ, in words.
        public var differences: [String]
        /// Why the file could not be compared.
        public var problem: String?
    }

    private let compiler: String
    private let scratch: String
    /// What the compiler imports into every file.
    private let implicit: Set<String>

    /// - Throws: where no compiler is found or it does not answer.
    public init() throws(CheckProblem) {
        guard let swiftc = Subprocess.find("swiftc") else {
            throw CheckProblem(path: "swiftc", message: "is not on the PATH", remedy: "install a Swift toolchain")
        }
        compiler = swiftc
        scratch = FileManager.default.temporaryDirectory.path
        let empty = "\(scratch)/boundary-\(UUID().uuidString).swift"
        defer { try? FileManager.default.removeItem(atPath: empty) }
        do {
            try Data().write(to: URL(fileURLWithPath: empty))
            implicit = try Self.prescan(empty, compiler: swiftc, scratch: scratch)
        } catch {
            throw CheckProblem(path: swiftc, message: "the compiler does not scan imports: \(error)")
        }
    }

    /// The Swift files at and below `paths`, hidden folders left out.
    public static func files(at paths: [String]) -> [String] {
        paths.flatMap { path -> [String] in
            guard Folder.isFolder(path) else { return [path] }
            let entries = (try? Folder.entries(path)) ?? []
            return files(
                at: entries.filter { $0.isFolder || $0.name.hasSuffix(".swift") }.map { "\(path)/\($0.name)" })
        }
    }

    /// Compares every file, on all cores.
    public func compare(_ files: [String]) -> [Answer] { InParallel.map(files) { compare($0) } }

    func compare(_ file: String) -> Answer {
        var answer = Answer(path: file, imports: 0, isDecidedByHand: true, differences: [])
        guard let source = FileBuffer.text(file) else {
            answer.problem = "the file cannot be read"
            return answer
        }
        let syntax = ImportReader.readBySyntax(source)
        let reading = ImportReader.read(source)
        answer.imports = reading.imports.count
        answer.problem = reading.problems.first?.message
        if let byHand = ImportReader.readByHand(source) {
            answer.differences = Self.differences("the lexer", byHand, "swift-syntax", syntax.imports)
        } else {
            answer.isDecidedByHand = false
        }
        guard answer.problem == nil else { return answer }
        do {
            let compiled = try Self.prescan(file, compiler: compiler, scratch: scratch)
            answer.differences += differences(reading.imports, compiled: compiled)
        } catch {
            answer.problem = "the compiler does not scan it: \(error)"
        }
        return answer
    }

    static func differences(_ left: String, _ first: [ImportFact], _ right: String, _ second: [ImportFact])
        -> [String]
    {
        first.filter { !second.contains($0) }.map { "\($0.line):\($0.column): only \(left) reads `\($0.module)`" }
            + second.filter { !first.contains($0) }.map {
                "\($0.line):\($0.column): only \(right) reads `\($0.module)`"
            }
    }

    /// The compiler takes one branch of each `#if`: it has to find every import outside them, and nothing beyond ours.
    func differences(_ read: [ImportFact], compiled: Set<String>) -> [String] {
        let known = Set(read.map(\.module)).union(implicit)
        let extra = compiled.subtracting(known).sorted().map { "only the compiler reads `\($0)`" }
        let certain = read.filter { $0.conditions.isEmpty && !compiled.contains($0.module) }
        return extra + certain.map { "\($0.line):\($0.column): the compiler does not read `\($0.module)`" }
    }

    private struct Prescan: Decodable { var imports: [String] }

    private static func prescan(_ file: String, compiler: String, scratch: String) throws -> Set<String> {
        let answer = try Subprocess.run(
            compiler, ["-frontend", "-scan-dependencies", "-import-prescan", file], scratch: scratch)
        guard answer.status == 0 else {
            throw CheckProblem(path: file, message: String(answer.errors.split(separator: "\n").first ?? ""))
        }
        return Set(try JSONDecoder().decode(Prescan.self, from: answer.output).imports)
    }
}
