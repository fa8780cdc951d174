# shellcheck shell=bash
# The stoa server that `Tools/dev up` starts: building it, its environment, starting, stopping, what it is now.
#
#   DATA/server.state   key=value: pid, born, port, management_port, grace; there while `up` wants it to run
#   DATA/server.log     what it prints (the run before: server.log.1)
#   DATA/keys           its signing keys, unless AUTH_KEYS_DIR says otherwise
#   DATA/demo           the demo sign-ins, one a line
#   DATA/dev.lock       held while something is started or stopped

# use_data DIR
use_data() {
    DATA=$(realpath -m -- "$1")
    STATE=$DATA/server.state
}

# state KEY: nothing, when it does not run.
state() { sed -n "s/^$1=//p" "$STATE" 2>/dev/null || true; }
cluster() { "$REPOSITORY/Tools/cluster" "$1" "$DATA" "${@:2}"; }

# lock_data: one `up` or `down` at a time.
lock_data() {
    mkdir -p -- "$DATA" || die "cannot create $DATA" "choose another place with --data"
    exec {DEV_LOCK}>>"$DATA/dev.lock" || die "cannot write in $DATA" "choose another place with --data"
    flock -n "$DEV_LOCK" && return
    say "another Tools/dev is at work on $DATA; waiting for it"
    flock -w 1800 "$DEV_LOCK" || die "waited half an hour for $DATA/dev.lock" "see who holds it: fuser -v '$DATA/dev.lock'"
}
unlock_data() { exec {DEV_LOCK}>&-; }

# birth PID: when it was started, in clock ticks; with the number it names one process for good. A dead process that
# nobody has collected yet (state Z) has none.
birth() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '$1 != "Z" && $1 != "X" { print $20 }'; }

# server_pid: prints the server's process id, or nothing when it does not run.
server_pid() {
    local pid
    pid=$(state pid)
    if [[ -n $pid && $(birth "$pid") == "$(state born)" ]]; then printf '%s' "$pid"; fi
}

# build_release: sets BINARY. With STOA_BINARY nothing is built.
# The Swift runtime is linked in: one file is all that an operator copies.
build_release() {
    local log=$LOGS/build-release.log
    if [[ -n ${STOA_BINARY:-} ]]; then
        BINARY=$(realpath -m -- "$STOA_BINARY")
        [[ -x $BINARY ]] || die "STOA_BINARY is no program: $BINARY" "unset it, and Tools/dev builds one"
        return
    fi
    BINARY=$REPOSITORY/.build/release/stoa
    STEP_LOG=$log step "building stoa (swift build -c release --static-swift-stdlib; minutes the first time)" \
        logged "$log" swift build --package-path "$REPOSITORY" -c release --static-swift-stdlib --product stoa || build_failed "$log"
}

# build_failed LOG: the errors, not the thousands of lines around them.
build_failed() {
    show_errors "$1"
    die "the build failed" "all it said: $1" "does the machine lack something? Tools/dev doctor"
}

show_errors() {
    if grep -q 'error:' "$1"; then
        grep -A 4 'error:' "$1" | awk '!seen[$0]++' | head -n 60 >&2
    else
        tail -n 30 "$1" >&2
    fi
}

# node_urls: sets PRIMARY_URL and REPLICA_URLS as the roles are now, whatever the nodes are called.
node_urls() {
    local name role rest replicas=()
    PRIMARY_URL=''
    while read -r name role rest; do
        case $role in
            primary) PRIMARY_URL=${PRIMARY_URL:-$(cluster url "$name")} ;;
            replica) replicas+=("$(cluster url "$name")") ;;
        esac
    done < <(cluster status | tail -n +2)
    [[ -n $PRIMARY_URL ]] || die "no node of the cluster in $DATA is a running primary" "Tools/dev db status; then Tools/dev up"
    REPLICA_URLS=$(IFS=, && printf '%s' "${replicas[*]}")
}

# stoa_private ARGUMENTS…: a command of the binary on the private database, whatever DATABASE_URL says.
stoa_private() {
    (
        cd "$REPOSITORY" || exit
        DATABASE_URL=$PRIMARY_URL DATABASE_REPLICA_URLS=$REPLICA_URLS AUTH_KEYS_DIR=${AUTH_KEYS_DIR:-$DATA/keys} \
            "$BINARY" "$@"
    )
}

migrate() {
    local log=$DATA/migrate.log
    if ! step "stoa migrate up" logged "$log" stoa_private migrate up; then
        tail -n 20 "$log" >&2
        die "the migrations failed" "start from nothing: Tools/dev db reset (or Tools/dev down --wipe)"
    fi
}

# start_server PORT MANAGEMENT_PORT: in a session of its own, so that it outlives this shell and its terminal.
start_server() {
    local port=$1 management=$2 pid
    refuse_taken_port "$port" --port HTTP_PORT
    refuse_taken_port "$management" --management-port MANAGEMENT_PORT
    (umask 077 && mkdir -p -- "${AUTH_KEYS_DIR:-$DATA/keys}")
    if [[ -f $DATA/server.log ]]; then mv -f -- "$DATA/server.log" "$DATA/server.log.1"; fi
    (
        close_inherited_descriptors
        cd "$REPOSITORY" || exit
        export DATABASE_URL=${DATABASE_URL:-$PRIMARY_URL}
        export DATABASE_REPLICA_URLS=${DATABASE_REPLICA_URLS-$REPLICA_URLS}
        export HTTP_PORT=$port MANAGEMENT_PORT=$management AUTH_KEYS_DIR=${AUTH_KEYS_DIR:-$DATA/keys}
        exec setsid "$BINARY" serve
    ) </dev/null >"$DATA/server.log" 2>&1 &
    pid=$!
    disown "$pid"
    printf '%s\n' "pid=$pid" "born=$(birth "$pid")" "port=$port" "management_port=$management" \
        "grace=$(seconds_of "${SHUTDOWN_GRACE:-10s}" "${SHUTDOWN_DELAY:-0}")" >"$STATE"
    step "starting the server" wait_until_ready "$management" || server_failed
}

refuse_taken_port() {
    if port_is_taken "$1"; then
        die "port $1 is in use by another program" "choose another: $2 N (or $3=N), or stop that program"
    fi
}

# seconds_of DURATION…: whole seconds, rounded up and summed.
seconds_of() {
    local text total=0
    for text in "$@"; do
        case $text in
            *ms) total=$((total + (${text%ms} + 999) / 1000)) ;;
            *s) total=$((total + ${text%s})) ;;
            *m) total=$((total + ${text%m} * 60)) ;;
            *) total=$((total + text)) ;;
        esac
    done
    printf '%d' "$total"
}

# wait_until_ready MANAGEMENT_PORT: until it answers 200; false when the process ends or 60 s have passed.
wait_until_ready() {
    local deadline=$((SECONDS + 60))
    while ((SECONDS < deadline)); do
        if curl -fsS --noproxy '*' --max-time 2 -o /dev/null "http://127.0.0.1:$1/health/ready" 2>/dev/null; then return 0; fi
        [[ -n $(server_pid) ]] || return 1
        sleep 0.1
    done
    return 1
}

server_failed() {
    local why="the server was not ready within 60 s"
    if [[ -z $(server_pid) ]]; then why="the server ended while starting"; fi
    say "last lines of $DATA/server.log:"
    tail -n 20 "$DATA/server.log" >&2
    stop_server
    die "$why" "all it said: $DATA/server.log" "is the database well? Tools/dev db status" \
        "start from nothing: Tools/dev down --wipe && Tools/dev up"
}

# stop_server: SIGTERM, its own grace and five seconds more, then SIGKILL.
stop_server() {
    local pid deadline
    pid=$(server_pid)
    if [[ -n $pid ]]; then
        kill -TERM "$pid" 2>/dev/null || true
        deadline=$((SECONDS + $(state grace) + 5))
        while [[ -n $(server_pid) && $SECONDS -lt $deadline ]]; do sleep 0.05; done
        if [[ -n $(server_pid) ]]; then
            say "the server outlived its grace; killing it"
            kill -KILL "$pid" 2>/dev/null || true
        fi
    fi
    rm -f -- "$STATE"
}
