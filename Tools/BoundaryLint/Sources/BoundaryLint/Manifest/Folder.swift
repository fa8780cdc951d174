#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Walks folders and reads files with the system's own calls.
enum Folder {
    struct Unreadable: Error { var path: String }

    struct Entry {
        var name: String
        var isFolder: Bool
    }

    /// What a folder holds, sorted by name, without hidden entries. Links are followed.
    static func entries(_ path: String) throws(Unreadable) -> [Entry] {
        guard let stream = opendir(path) else { throw Unreadable(path: path) }
        defer { closedir(stream) }
        var found: [Entry] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            switch Int(entry.pointee.d_type) {
            case Int(DT_DIR): found.append(Entry(name: name, isFolder: true))
            case Int(DT_REG): found.append(Entry(name: name, isFolder: false))
            default: found.append(Entry(name: name, isFolder: isFolder("\(path)/\(name)")))
            }
        }
        return found.sorted { $0.name < $1.name }
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// Which folder a path names, whatever way leads there.
    static func identity(_ path: String) -> String {
        var status = stat()
        return stat(path, &status) == 0 ? "\(status.st_dev):\(status.st_ino)" : path
    }
}

/// A buffer that one file after another is read into.
final class FileBuffer {
    private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    deinit { storage.deallocate() }

    /// Reads the whole file and hands its bytes to `body`; they are gone when `body` returns.
    func withBytes<Result>(of path: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) throws(Folder.Unreadable)
        -> Result
    {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Folder.Unreadable(path: path) }
        defer { close(descriptor) }
        var count = 0
        while true {
            if count == storage.count { grow() }
            let got = read(descriptor, storage.baseAddress! + count, storage.count - count)
            if got < 0 {
                if errno == EINTR { continue }
                throw Folder.Unreadable(path: path)
            }
            if got == 0 { break }
            count += got
        }
        return body(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(storage.bindMemory(to: UInt8.self))[0..<count]))
    }

    private func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: storage.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(storage))
        storage.deallocate()
        storage = larger
    }

    /// The file as text, or nil where it cannot be read.
    static func text(_ path: String) -> String? {
        try? FileBuffer().withBytes(of: path) { String(decoding: $0, as: UTF8.self) }
    }
}
