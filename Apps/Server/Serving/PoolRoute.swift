import HTTPKernel
import PersistenceLive
import SharedKernel

/// `GET /debug/pool`: how the connections for transactions are, on the management port only.
struct PoolRoute {
    let database: PostgresDatabase

    var route: Route {
        .open(.get, "/debug/pool", "The connections for transactions") { (_: Call<Nothing, Nothing>) in
            Reply(PoolResponse(database.poolReport))
        }
    }
}

/// The pool at one moment, and what happened in it since the start.
struct PoolResponse: WireType {
    let idle: Int64
    let inUse: Int64
    let opening: Int64
    let waiting: Int64
    let maximum: Int64
    let acquired: Int64
    let timeouts: Int64
    let opened: Int64
    let openFailures: Int64
    let lost: Int64
    let leaks: Int64

    static let wire = Wire.object(
        "Pool", field("idle", \.idle), field("inUse", \.inUse), field("opening", \.opening),
        field("waiting", \.waiting), field("maximum", \.maximum), field("acquired", \.acquired),
        field("timeouts", \.timeouts), field("opened", \.opened), field("openFailures", \.openFailures),
        field("lost", \.lost), field("leaks", \.leaks), make: PoolResponse.init)
}

extension PoolResponse {
    init(_ report: PoolReport) {
        self.init(
            idle: Int64(report.idle), inUse: Int64(report.inUse), opening: Int64(report.opening),
            waiting: Int64(report.waiting), maximum: Int64(report.maximum), acquired: Int64(report.counters.acquired),
            timeouts: Int64(report.counters.timeouts), opened: Int64(report.counters.opened),
            openFailures: Int64(report.counters.openFailures), lost: Int64(report.counters.lost),
            leaks: Int64(report.counters.leaks))
    }
}
