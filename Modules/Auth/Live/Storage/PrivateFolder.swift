import FoundationEssentials
import SharedKernel

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// A folder that only its owner may look into, with small text files of the same kind.
struct PrivateFolder: Sendable {
    let path: String

    /// What the system refused, without the contents of any file.
    struct Failure: Error, CustomStringConvertible {
        let what: String
        let code: Int32
        var description: String { "cannot \(what): \(String(cString: strerror(code)))" }
    }

    /// Runs `body` while no other process is inside its own `whileLocked`; makes the folder first if need be.
    ///
    /// It waits for at most 30 s: making a key takes about one.
    func whileLocked<T>(_ body: (PrivateFolder) throws -> T) throws -> T {
        try create()
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Failure(what: "open \(path)", code: errno) }
        defer { close(folder) }
        var attempts = 0
        while flock(folder, LOCK_EX | LOCK_NB) != 0 {
            attempts += 1
            guard errno == EWOULDBLOCK || errno == EINTR, attempts < 600 else {
                throw Failure(what: "lock \(path)", code: errno)
            }
            usleep(50_000)
        }
        return try body(self)
    }

    /// The names in it, in no order.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path) }

    /// A file's text; `nil` when there is no such file.
    func read(_ name: String) throws -> String? {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else {
            guard errno == ENOENT || !FileManager.default.fileExists(atPath: "\(path)/\(name)") else {
                throw Failure(what: "read \(path)/\(name)", code: errno)
            }
            return nil
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// Writes a file that only its owner may read; whoever reads it meanwhile sees all of it or nothing.
    func write(_ name: String, _ text: String) throws {
        let draft = "\(path)/.\(name).\(UniqueID())"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure(what: "create \(draft)", code: errno) }
        let bytes = Array(text.utf8)
        let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let code = errno
        close(file)
        guard isWritten, rename(draft, "\(path)/\(name)") == 0 else {
            unlink(draft)
            throw Failure(what: "write \(path)/\(name)", code: isWritten ? errno : code)
        }
    }

    func remove(_ name: String) throws {
        guard unlink("\(path)/\(name)") == 0 || errno == ENOENT else {
            throw Failure(what: "remove \(path)/\(name)", code: errno)
        }
    }

    /// How long ago a file was written; `nil` when there is no such file.
    func age(of name: String) throws -> Duration? {
        var status = stat()
        guard stat("\(path)/\(name)", &status) == 0 else {
            guard errno == ENOENT else { throw Failure(what: "look at \(path)/\(name)", code: errno) }
            return nil
        }
        return .seconds(Timestamp.now.seconds - Int64(status.st_mtim.tv_sec))
    }

    /// Makes the folder; the folders above it get the ordinary rights, because other things live in them.
    private func create() throws {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        if !parent.isEmpty {
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure(what: "create \(path)", code: errno) }
    }
}
