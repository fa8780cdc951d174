# shellcheck shell=bash
# up, down, status, db: the parts in order.

READY=no

up() {
    local detach=no port='' management='' replicas='' seed=yes scale=small data=$DEFAULT_DATA
    while (($#)); do
        case $1 in
            --port | --management-port | --replicas | --data | --scale) needs_value "$@" ;;
        esac
        case $1 in
            --detach) detach=yes ;;
            --no-seed) seed=no ;;
            --port) port=$2 && shift ;;
            --management-port) management=$2 && shift ;;
            --replicas) replicas=$2 && shift ;;
            --data) data=$2 && shift ;;
            --scale) scale=$2 && shift ;;
            *) usage_error "up does not know '$1'" "Tools/dev help up" ;;
        esac
        shift
    done
    if ! is_number "${port:-1}" || ! is_number "${management:-1}"; then
        usage_error "a port is a number from 1 to 65535" "Tools/dev help up"
    fi
    [[ ${replicas:-0} =~ ^[0-9]$ ]] || usage_error "--replicas takes 0 to 9" "Tools/dev help up"
    [[ $scale =~ ^(small|large)$ ]] || usage_error "--scale takes small or large" "Tools/dev help up"
    use_data "$data"
    if [[ $detach == no ]]; then trap stop_all_and_exit INT TERM HUP; fi
    ensure_packages
    lock_data
    if [[ -n $(server_pid) ]]; then
        refuse_other_ports "$port" "$management"
        start_cluster "$replicas"
        say "already running, as process $(server_pid); new code takes: Tools/dev down && Tools/dev up"
        wait_until_ready "$(state management_port)" || server_failed
    else
        choose_server_ports "$port" "$management"
        build_release
        start_cluster "$replicas"
        node_urls
        migrate
        if [[ $seed == yes ]]; then load_demo "$scale"; fi
        start_server "$PORT" "$MANAGEMENT"
    fi
    READY=yes
    print_ready
    unlock_data
    if [[ $detach == no ]]; then stay; else say "stop it: Tools/dev down$(data_flag)"; fi
}

# choose_server_ports PORT MANAGEMENT_PORT: sets PORT and MANAGEMENT: what was asked for, else where a server that died
# was, else the settings, else the defaults. Taken ones are refused before anything long begins.
choose_server_ports() {
    PORT=${1:-$(state port)}
    PORT=${PORT:-${HTTP_PORT:-8080}}
    MANAGEMENT=${2:-$(state management_port)}
    MANAGEMENT=${MANAGEMENT:-${MANAGEMENT_PORT:-9090}}
    refuse_taken_port "$PORT" --port HTTP_PORT
    refuse_taken_port "$MANAGEMENT" --management-port MANAGEMENT_PORT
}

is_number() { [[ $1 =~ ^[0-9]{1,5}$ ]] && (($1 >= 1 && $1 <= 65535)); }
needs_value() { (($# > 1)) || usage_error "$1 needs a value" "Tools/dev help"; }

# data_flag: what a command printed for the reader must carry.
# shellcheck disable=SC2153 # DATA is set by use_data
data_flag() { if [[ $DATA != "$DEFAULT_DATA" ]]; then printf " --data '%s'" "$DATA"; fi; }

refuse_other_ports() {
    if [[ (-n $1 && $1 != "$(state port)") || (-n $2 && $2 != "$(state management_port)") ]]; then
        die "it already runs, on ports $(state port) and $(state management_port)" "first: Tools/dev down$(data_flag)"
    fi
}

start_cluster() {
    local wanted=()
    if [[ -n $1 ]]; then wanted=(--replicas "$1"); fi
    step "PostgreSQL (primary and replicas in $DATA)" cluster up "${wanted[@]}" || exit 1
}

# stay: in the foreground until a signal comes, or the server ends.
stay() {
    say "serving; Ctrl-C stops all of it. Its log: $DATA/server.log"
    while [[ -n $(server_pid) ]]; do
        sleep 1 &
        wait $! || true
    done
    if [[ ! -f $STATE ]]; then
        say "stopped by another Tools/dev down"
        exit 0
    fi
    say "the server has ended by itself; last lines of $DATA/server.log:"
    tail -n 20 "$DATA/server.log" >&2
    stop_all
    die "the server ended by itself" "all it said: $DATA/server.log"
}

stop_all() {
    step "stopping the server" stop_server
    step "stopping PostgreSQL" cluster down
}

stop_all_and_exit() {
    trap '' INT TERM HUP
    say ""
    end_child
    stop_all
    if [[ $READY == yes ]]; then exit 0; else exit 130; fi
}

down() {
    local data=$DEFAULT_DATA wipe=no
    while (($#)); do
        case $1 in
            --data) needs_value "$@" && data=$2 && shift ;;
            --wipe) wipe=yes ;;
            *) usage_error "down does not know '$1'" "Tools/dev help down" ;;
        esac
        shift
    done
    use_data "$data"
    if [[ ! -d $DATA ]]; then
        say "nothing to stop: there is no $DATA"
        return
    fi
    lock_data
    if [[ $wipe == no ]]; then
        stop_all
        return
    fi
    step "stopping the server" stop_server
    step "removing PostgreSQL and its data" cluster wipe
    rm -rf -- "$DATA/keys" "$DATA/mail"
    rm -f -- "$DATA"/server.{state,log,log.1} "$DATA"/{demo,demo.log,migrate.log,dev.lock}
    rmdir -- "$DATA" 2>/dev/null || say "left in $DATA, not made by Tools/dev: $(ls -A "$DATA")"
}

status() {
    local data=$DEFAULT_DATA json=no pid postgres='"postgres":[]}'
    while (($#)); do
        case $1 in
            --data) needs_value "$@" && data=$2 && shift ;;
            --json) json=yes ;;
            *) usage_error "status does not know '$1'" "Tools/dev help status" ;;
        esac
        shift
    done
    use_data "$data"
    pid=$(server_pid)
    if [[ $json == yes ]]; then
        if [[ -f $DATA/cluster.conf ]]; then postgres=$(cluster status --json) && postgres=${postgres#\{}; fi
        if [[ -n $pid ]]; then
            printf '{"server":{"url":"http://127.0.0.1:%s","port":%s,"managementPort":%s,"pid":%s},%s\n' \
                "$(state port)" "$(state port)" "$(state management_port)" "$pid" "$postgres"
        else
            printf '{"server":null,%s\n' "$postgres"
        fi
        return
    fi
    if [[ -n $pid ]]; then
        printf 'server     http://127.0.0.1:%s, management http://127.0.0.1:%s, process %s\n' \
            "$(state port)" "$(state management_port)" "$pid"
    else
        printf 'server     stopped (start it: Tools/dev up%s)\n' "$(data_flag)"
    fi
    if [[ -f $DATA/cluster.conf ]]; then cluster status; else printf 'postgres   no cluster in %s\n' "$DATA"; fi
}

db() {
    local data=$DEFAULT_DATA words=() action node
    while (($#)); do
        case $1 in
            --data) needs_value "$@" && data=$2 && shift ;;
            *) words+=("$1") ;;
        esac
        shift
    done
    use_data "$data"
    action=${words[0]:-}
    words=("${words[@]:1}")
    [[ -f $DATA/cluster.conf ]] || die "there is no database in $DATA" "Tools/dev up$(data_flag)"
    case $action in
        status) cluster status "${words[@]}" ;;
        psql) db_psql "${words[@]}" ;;
        reset) db_reset ;;
        start | stop | kill | promote)
            ((${#words[@]})) || usage_error "db $action needs a node: see Tools/dev db status" "Tools/dev help db"
            for node in "${words[@]}"; do cluster "$action" "$node"; done
            ;;
        *) usage_error "db does not know '$action'" "Tools/dev help db" ;;
    esac
}

# db_psql [NODE] [ARGUMENTS…]: without a node, on whichever is the primary now.
db_psql() {
    if [[ ${1:-} =~ ^(primary|replica[0-9]+)$ ]]; then
        cluster psql "$@"
        return
    fi
    node_urls
    exec psql "$PRIMARY_URL" "$@"
}

# db_reset: an empty database, migrated, with the demo data. A running server is cut off and connects again by itself.
db_reset() {
    lock_data
    start_cluster ''
    build_release
    node_urls
    step "dropping the database" psql -X -q -v ON_ERROR_STOP=1 "${PRIMARY_URL%/stoa}/postgres" \
        -c 'DROP DATABASE IF EXISTS stoa WITH (FORCE)' || die "the database was not dropped" "Tools/dev db status"
    start_cluster ''
    migrate
    load_demo small
}
