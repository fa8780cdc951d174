import CLibPQ
import DequeModule
import Logging
import NIOCore
import Persistence
import SharedKernel

/// What uses a connection, and is told what comes back on it. Called on the connection's event loop.
protocol ConnectionOwner: AnyObject {
    /// The oldest statement that was sent has ended.
    func connection(_ connection: Connection, finished outcome: Connection.Outcome)
    /// The server has answered everything up to the oldest Sync.
    func connectionDidSync(_ connection: Connection)
    /// The connection is gone; nothing more will come. What was sent may or may not have had its effect.
    func connection(_ connection: Connection, lost reason: String)
}

/// One connection to PostgreSQL in pipeline mode.
///
/// It belongs to one event loop for good, and every call stays on that loop. Nothing here waits: libpq's buffers are
/// filled and drained, and the ``Poller`` says when the socket is ready again.
final class Connection: @unchecked Sendable {
    // @unchecked: the PGconn and the fields below are touched only on `loop`.
    private let raw: OpaquePointer
    private let poller: Poller
    private let registration: Poller.Registration
    /// The process that serves this connection.
    let backend: Int32
    /// The loop that it belongs to, for good.
    let loop: any EventLoop
    weak var owner: (any ConnectionOwner)?

    private var statements = StatementCache()
    private var encoder = ParameterEncoder()
    private var expected = Deque<Expectation>()
    private var preparationError: Refusal?
    private var isClosed = false
    private var isPumping = false
    /// What the poller was last told to report, until it has: another system call would tell it nothing new.
    private var armed: (reading: Bool, writing: Bool) = (false, false)
    /// Whether libpq took all that was to be sent.
    private var isWhole = true
    /// When something last came back, or was sent while nothing was owed.
    private(set) var lastProgress = MonotonicTime.now

    /// How a statement ended.
    enum Outcome {
        case rows(RowSet)
        case refused(Refusal)
        /// An earlier statement of its segment failed, so the server did not run it.
        case aborted
    }

    private enum Expectation {
        case preparation(StatementKey)
        case deallocation
        case statement(StatementKey)
        case sync
    }

    /// Bytes that come in one pump before others get their turn, as a count of results.
    private static let pumpBudget = 64

    /// Takes over an open connection in pipeline mode.
    init(raw: OpaquePointer, poller: Poller, loop: any EventLoop) {
        self.raw = raw
        self.poller = poller
        self.loop = loop
        backend = PQbackendPID(raw)
        registration = Poller.Registration(descriptor: PQsocket(raw), loop: loop)
        registration.onReady = { [weak self] in self?.ready() }
        poller.add(registration)
        arm(forWriting: false)
    }

    deinit {
        // The owner has let go without closing: the socket must not outlive its registration.
        if !isClosed {
            poller.remove(registration)
            PQfinish(raw)
        }
    }

    /// Whether it can be used.
    var isOpen: Bool { !isClosed }
    /// Whether the server owes answers.
    var isBusy: Bool { !expected.isEmpty }

    // MARK: Sending

    /// Puts a statement into the pipeline, and before it, the first time, its preparation.
    func send(_ sql: SQL) {
        guard isOpen else { return }
        if expected.isEmpty { lastProgress = .now }
        let name: UnsafePointer<CChar>
        if let known = statements.name(of: sql.key) {
            name = known
        } else {
            if let evicted = statements.evict() { deallocate(evicted) }
            name = statements.insert(sql.key)
            note(encoder.withTypes(of: sql.parameters) { PQsendPrepare(raw, name, sql.text, $0, $1) })
            expected.append(.preparation(sql.key))
        }
        note(encoder.withValues(of: sql.parameters) { PQsendQueryPrepared(raw, name, $0, $1, $2, $3, 1) })
        expected.append(.statement(sql.key))
    }

    /// Ends a segment: the server answers all of it, and an error in it spoils nothing after it.
    func sync() {
        guard isOpen else { return }
        note(PQpipelineSync(raw))
        expected.append(.sync)
    }

    /// Hands what has been sent to the operating system, and waits for what comes back.
    func flush() {
        guard isOpen, !isPumping else { return }
        let pending = PQflush(raw)
        guard pending >= 0, isWhole, PQstatus(raw) == CONNECTION_OK else { return lose() }
        arm(forWriting: pending == 1)
    }

    private func arm(forWriting: Bool) {
        guard !armed.reading || forWriting && !armed.writing else { return }
        armed = (true, forWriting)
        poller.arm(registration, forWriting: forWriting)
    }

    private func deallocate(_ name: String) {
        // The name is one of our own, `s` and a number.
        note(PQsendQueryParams(raw, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1))
        expected.append(.deallocation)
    }

    /// The most parameters that the protocol's 16-bit count can tell of.
    static let mostParameters = 65535

    /// What libpq did not take will not be answered, and every answer after it would go to the wrong caller.
    private func note(_ taken: Int32) { if taken != 1 { isWhole = false } }

    // MARK: Receiving

    /// The socket is ready, and no longer armed.
    private func ready() {
        armed = (false, false)
        pump()
    }

    /// Reads what has arrived and tells the owner.
    private func pump() {
        guard isOpen else { return }
        isPumping = true
        let alive = PQconsumeInput(raw) == 1
        let finished = deliver()
        isPumping = false
        guard isOpen else { return }
        guard alive, PQstatus(raw) == CONNECTION_OK else { return lose() }
        if finished {
            flush()
        } else {
            loop.execute { self.pump() }
        }
    }

    /// Delivers the results that are complete; false when the budget ended before they did.
    private func deliver() -> Bool {
        var delivered = 0
        var silent = 0
        while isOpen, !expected.isEmpty, PQisBusy(raw) == 0 {
            guard let result = PQgetResult(raw) else {
                // One NULL ends each statement's results; two in a row mean that there is nothing left.
                silent += 1
                if silent == 2 { return true }
                continue
            }
            silent = 0
            lastProgress = .now
            accept(result)
            delivered += 1
            if delivered == Self.pumpBudget { return false }
        }
        return true
    }

    private func accept(_ result: OpaquePointer) {
        let status = PQresultStatus(result)
        if status == PGRES_PIPELINE_SYNC {
            PQclear(result)
            guard case .sync? = expected.popFirst() else { return protocolError() }
            preparationError = nil
            owner?.connectionDidSync(self)
            return
        }
        switch expected.first {
        case .preparation(let key):
            expected.removeFirst()
            finishPreparation(of: key, result, status)
        case .deallocation:
            expected.removeFirst()
            PQclear(result)
        case .statement(let key):
            expected.removeFirst()
            finish(key, result, status)
        case .sync:
            // A FATAL error comes instead of the end of the segment; the socket closes right after it.
            PQclear(result)
        case nil:
            PQclear(result)
            protocolError()
        }
    }

    private func finishPreparation(of key: StatementKey, _ result: OpaquePointer, _ status: ExecStatusType) {
        defer { PQclear(result) }
        guard status != PGRES_COMMAND_OK else { return }
        _ = statements.remove(key)
        // The statement itself will come back as aborted; the reason is this one.
        if status == PGRES_FATAL_ERROR { preparationError = Refusal(result) }
    }

    private func finish(_ key: StatementKey, _ result: OpaquePointer, _ status: ExecStatusType) {
        switch status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
            owner?.connection(self, finished: .rows(RowSet(taking: result)))
        case PGRES_PIPELINE_ABORTED:
            PQclear(result)
            if let refusal = preparationError {
                preparationError = nil
                owner?.connection(self, finished: .refused(refusal))
            } else {
                owner?.connection(self, finished: .aborted)
            }
        default:
            let refusal = Refusal(result)
            PQclear(result)
            if refusal.isStalePlan, let name = statements.remove(key), refusal.state.code != "26000" {
                staleNames.append(name)
            }
            owner?.connection(self, finished: .refused(refusal))
        }
    }

    /// Plans that no longer fit the schema, to be deallocated with the next segment.
    private var staleNames: [String] = []

    /// Deallocates stale plans; called at the start of a segment.
    func forgetStalePlans() {
        while let name = staleNames.popLast() { deallocate(name) }
    }

    private func protocolError() {
        close()
        owner?.connection(self, lost: "the server sent more than it was asked for")
    }

    // MARK: Ending

    private func lose() {
        guard isOpen else { return }
        let reason = PQerrorMessage(raw).map { String(cString: $0) } ?? "connection lost"
        close()
        owner?.connection(self, lost: reason.split(separator: "\n").last.map(String.init) ?? "connection lost")
    }

    /// Gives up on a server that has stopped answering.
    func abandon(_ reason: String) {
        guard isOpen else { return }
        close()
        owner?.connection(self, lost: reason)
    }

    /// Closes the connection. The owner is not told.
    func close() {
        guard isOpen else { return }
        isClosed = true
        poller.remove(registration)
        registration.onReady = nil
        PQfinish(raw)
        expected.removeAll()
    }
}

extension Refusal {
    /// The error in a failed result.
    init(_ result: OpaquePointer) {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        // Only the server knows codes. An error without one is libpq's own, and says that the connection is lost.
        self.init(
            state: SQLState(field("C") ?? "08006"), message: field("M") ?? "no message",
            constraint: field("n"), routine: field("R"))
    }

    /// The prepared statement is gone or no longer fits the schema: preparing it again mends it.
    var isStalePlan: Bool {
        state.code == "26000" || state.code == "0A000" && routine == "RevalidateCachedQuery"
    }
}
