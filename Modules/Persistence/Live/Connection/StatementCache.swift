#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
import Persistence

/// The statements that one connection has prepared: the 256 used last.
struct StatementCache: ~Copyable {
    static let capacity = 256

    private struct Slot {
        let name: UnsafeMutablePointer<CChar>
        var lastUse: UInt64
    }

    private var slots: [StatementKey: Slot] = [:]
    private var uses: UInt64 = 0
    private var prepared: UInt64 = 0

    deinit { for slot in slots.values { free(slot.name) } }

    /// The name under which the statement is prepared, if it is.
    mutating func name(of key: StatementKey) -> UnsafePointer<CChar>? {
        uses += 1
        // One look-up: the subscript with a default would copy.
        guard let index = slots.index(forKey: key) else { return nil }
        slots.values[index].lastUse = uses
        return UnsafePointer(slots.values[index].name)
    }

    /// Chooses a name for a statement that is about to be prepared.
    mutating func insert(_ key: StatementKey) -> UnsafePointer<CChar> {
        prepared += 1
        uses += 1
        // strdup fails only when there is no memory left, and then nothing else would work either.
        let name = strdup("s\(prepared)")!
        if let old = slots.updateValue(Slot(name: name, lastUse: uses), forKey: key) { free(old.name) }
        return UnsafePointer(name)
    }

    /// Forgets a statement that the server does not have, or has a stale plan of; its name, to deallocate it.
    mutating func remove(_ key: StatementKey) -> String? {
        guard let slot = slots.removeValue(forKey: key) else { return nil }
        defer { free(slot.name) }
        return String(cString: slot.name)
    }

    /// Makes room for one more: the name of the statement used longest ago, once the cache is full.
    mutating func evict() -> String? {
        guard slots.count >= Self.capacity, let oldest = slots.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
            return nil
        }
        return remove(oldest.key)
    }
}
