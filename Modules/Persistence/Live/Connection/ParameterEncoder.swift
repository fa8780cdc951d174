import Persistence
import SharedKernel

/// Lays out bound values in PostgreSQL's binary format, in buffers that are used again for every statement.
struct ParameterEncoder: ~Copyable {
    private var bytes: [UInt8] = []
    private var offsets: [Int] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var types: [UInt32] = []

    init() { bytes.reserveCapacity(1024) }

    /// The types of `parameters`, as PREPARE wants them.
    mutating func withTypes<R>(
        of parameters: [SQLParameter], _ body: (Int32, UnsafePointer<UInt32>?) -> R
    ) -> R {
        types.removeAll(keepingCapacity: true)
        for parameter in parameters { types.append(parameter.type.oid) }
        return types.withUnsafeBufferPointer { body(Int32($0.count), $0.baseAddress) }
    }

    /// `parameters` as libpq wants them; the pointers are valid during `body`.
    mutating func withValues<R>(
        of parameters: [SQLParameter],
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        let count = parameters.count
        guard count > 0 else { return body(0, nil, nil, nil) }
        bytes.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        while formats.count < count { formats.append(1) }
        for parameter in parameters {
            let start = bytes.count
            if append(parameter) {
                offsets.append(start)
                lengths.append(Int32(bytes.count - start))
            } else {
                offsets.append(-1)
                lengths.append(0)
            }
        }
        return bytes.withUnsafeBytes { raw in
            withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
                // Room was reserved, so there is an address even when no value has a byte; libpq takes no address for NULL.
                let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
                for index in 0..<count { values[index] = offsets[index] < 0 ? nil : base.map { $0 + offsets[index] } }
                return body(Int32(count), values.baseAddress, lengths, formats)
            }
        }
    }

    /// Appends a value's bytes; false when it is NULL.
    private mutating func append(_ parameter: SQLParameter) -> Bool {
        switch parameter {
        case .null: return false
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .int2(let value): append(integer: value)
        case .int4(let value): append(integer: value)
        case .int8(let value): append(integer: value)
        case .float8(let value): append(integer: value.bitPattern)
        case .text(let value): bytes.append(contentsOf: value.utf8)
        case .uuid(let value): append(id: value)
        case .timestamp(let value): append(integer: value.microseconds &- Timestamp.postgresEpoch)
        case .bytes(let value): bytes.append(contentsOf: value)
        case .json(let value):
            bytes.append(1)
            bytes.append(contentsOf: value.utf8)
        case .int8Array(let values): append(array: values, type: .int8) { $0.append(integer: $1) }
        case .int4Array(let values): append(array: values, type: .int4) { $0.append(integer: $1) }
        case .textArray(let values): append(array: values, type: .text) { $0.bytes.append(contentsOf: $1.utf8) }
        case .uuidArray(let values): append(array: values, type: .uuid) { $0.append(id: $1) }
        }
        return true
    }

    private mutating func append(integer value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func append(id: UniqueID) {
        append(integer: id.high)
        append(integer: id.low)
    }

    /// One dimension, lower bound 1, no NULLs: what `array_send` writes for such an array.
    private mutating func append<Element>(
        array values: [Element], type: SQLType, _ append: (inout ParameterEncoder, Element) -> Void
    ) {
        self.append(integer: Int32(values.isEmpty ? 0 : 1))
        self.append(integer: Int32(0))
        self.append(integer: type.oid)
        guard !values.isEmpty else { return }
        self.append(integer: Int32(values.count))
        self.append(integer: Int32(1))
        for value in values {
            let lengthAt = bytes.count
            self.append(integer: Int32(0))
            append(&self, value)
            let length = Int32(bytes.count - lengthAt - 4).bigEndian
            withUnsafeBytes(of: length) { for (offset, byte) in $0.enumerated() { bytes[lengthAt + offset] = byte } }
        }
    }
}
