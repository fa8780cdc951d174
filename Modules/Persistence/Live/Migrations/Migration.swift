import Crypto

/// One step of the schema: a file `NNNN_owner_what.sql` that begins with its owner and its phase.
public struct Migration: Sendable {
    /// Its place in the order; the first is 1, and none is left out.
    public let number: Int
    /// The file's name.
    public let name: String
    /// The module whose tables it changes.
    public let owner: String
    /// Which part of a change without downtime it is.
    public let phase: Phase
    /// The SQL.
    public let text: String
    /// SHA-256 over this file and all before it, in hexadecimal: two histories with one checksum are the same.
    public let checksum: String

    /// The phases of a change that running instances do not notice.
    public enum Phase: String, Sendable, CaseIterable {
        case expand, backfill, `switch`, contract
    }

    /// Puts files in order and checks them. Throws ``MigrationError/invalid(_:)`` that lists all that is wrong.
    public static func chain(_ files: [(name: String, text: String)]) throws(MigrationError) -> [Migration] {
        var problems: [String] = []
        var migrations: [Migration] = []
        var chain = SHA256()
        for (index, file) in files.sorted(by: { $0.name < $1.name }).enumerated() {
            let parts = file.name.split(separator: "_", maxSplits: 1)
            guard parts.count == 2, parts[0].count == 4, Int(parts[0]) == index + 1, file.name.hasSuffix(".sql") else {
                problems.append(
                    "\(file.name): the name must be NNNN_owner_what.sql, and the next number is \(index + 1)")
                continue
            }
            guard let owner = header("owner", in: file.text) else {
                problems.append("\(file.name): the line `-- owner: Module` is missing")
                continue
            }
            guard let phase = header("phase", in: file.text).flatMap(Phase.init(rawValue:)) else {
                problems.append(
                    "\(file.name): the line `-- phase: expand|backfill|switch|contract` is missing or names another")
                continue
            }
            chain.update(data: Array("\(file.name)\n\(file.text.utf8.count)\n\(file.text)".utf8))
            let checksum = chain.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            migrations.append(
                Migration(
                    number: index + 1, name: file.name, owner: owner, phase: phase, text: file.text,
                    checksum: checksum))
        }
        guard problems.isEmpty else { throw .invalid(problems) }
        return migrations
    }

    private static func header(_ name: String, in text: String) -> String? {
        for line in text.split(separator: "\n").prefix(5) where line.hasPrefix("-- \(name): ") {
            return line.dropFirst("-- \(name): ".count).trimmingSuffix { $0 == " " || $0 == "\r" }
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var rest = self
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return String(rest)
    }
}

/// Why a migration did not run.
public enum MigrationError: Error, Sendable, CustomStringConvertible {
    /// Files that cannot be migrations; all that is wrong with them.
    case invalid([String])
    /// The database's history is not the beginning of this program's.
    case diverged(String)
    /// The database cannot be reached.
    case unavailable(String)
    /// A migration failed; the ones before it stand.
    case failed(migration: String, reason: String)
    /// Somebody else is migrating, and has been for too long.
    case locked

    public var description: String {
        switch self {
        case .invalid(let problems): problems.joined(separator: "\n")
        case .diverged(let what): "the database has another history: \(what)"
        case .unavailable(let reason): "the database cannot be reached: \(reason)"
        case .failed(let migration, let reason): "\(migration) failed and was rolled back: \(reason)"
        case .locked: "another process has been migrating this database for a minute; try again when it has finished"
        }
    }
}
