# shellcheck shell=bash
# One node of a cluster: its processes, starting, stopping, its part in the replication.

# processes_of NODE: every postgres process whose working directory is the node's data directory. A pid file may lie
# (kill -9, a reused number); this does not.
processes_of() {
    local data entry
    data=$(data_of "$1")
    for entry in /proc/[0-9]*; do
        [[ $(readlink "$entry/cwd" 2>/dev/null) == "$data" && $(readlink "$entry/exe" 2>/dev/null) == */postgres* ]] || continue
        printf '%s\n' "${entry##*/}"
    done
}

# postmaster_of NODE: its process id, or nothing when it does not run.
postmaster_of() {
    local pid
    pid=$(head -n 1 "$(data_of "$1")/postmaster.pid" 2>/dev/null) || return 0
    if [[ $(readlink "/proc/$pid/cwd" 2>/dev/null) == "$(data_of "$1")" && $(readlink "/proc/$pid/exe") == */postgres* ]]; then
        printf '%s' "$pid"
    fi
}

is_running() { [[ -n $(postmaster_of "$1") ]]; }
is_standby() { [[ -f $(data_of "$1")/standby.signal ]]; }
# has_data NODE: only once it was made or copied to the end.
has_data() { [[ -f $(data_of "$1")/PG_VERSION && -n $(setting "upstream_$1") ]]; }

# role_of NODE: asked of the node itself, since a promotion changes it.
role_of() {
    if ! is_running "$1"; then printf 'stopped' && return; fi
    case $(sql "$1" postgres 'SELECT pg_is_in_recovery()' 2>/dev/null) in
        t) printf 'replica' ;;
        f) printf 'primary' ;;
        *) printf 'unreachable' ;;
    esac
}

# write_configuration NODE: included at the end of postgresql.conf; written anew at each start.
write_configuration() {
    local node=$1 durability=on socket
    if [[ $(setting fast) == yes ]]; then durability=off; fi
    socket=${SOCKET_DIR//\'/\'\'}
    as_owner tee "$(data_of "$node")/stoa.conf" >/dev/null <<CONF
# Written by Tools/cluster at each start; change it there.
listen_addresses = '127.0.0.1'
port = $(port_of "$node")
unix_socket_directories = '"$socket"'
cluster_name = '$node'
max_connections = 200
shared_buffers = 256MB
random_page_cost = 1.1
shared_preload_libraries = 'pg_stat_statements'
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d %a '

wal_level = replica
hot_standby = on
max_wal_senders = 10
max_replication_slots = 10
wal_keep_size = 256MB
# A replica that stays away cannot fill the disk: beyond this its slot is given up and \`up\` copies it afresh.
max_slot_wal_keep_size = 4GB
max_wal_size = 2GB
wal_retrieve_retry_interval = 200ms
track_io_timing = on

fsync = $durability
full_page_writes = $durability
synchronous_commit = $durability
# Tests make and drop a database each; a vacuum in one of them would be in the way of the drop.
autovacuum = $durability
CONF
}

# start_node NODE: does nothing when it runs. Clears what a kill -9 left: orphaned children, pid and socket files.
start_node() {
    local node=$1 port data
    is_running "$node" && return
    port=$(port_of "$node")
    data=$(data_of "$node")
    has_data "$node" || die "$node has no data" "make it again: Tools/cluster up '$CLUSTER'"
    kill_processes "$node"
    prepare_places
    rm -f -- "$data/postmaster.pid" "$SOCKET_DIR/.s.PGSQL.$port" "$SOCKET_DIR/.s.PGSQL.$port.lock"
    if port_is_taken "$port"; then
        die "port $port, which $node uses, is taken by another program" \
            "stop that program, or let the cluster choose anew: Tools/cluster down '$CLUSTER' && Tools/cluster up '$CLUSTER' --port-base auto"
    fi
    write_configuration "$node"
    (
        close_inherited_descriptors
        as_owner "$PG_BIN/pg_ctl" start --silent --wait --timeout=120 --pgdata="$data" --log="$(log_of "$node")" \
            </dev/null >/dev/null 2>&1
    ) || node_failed "$node" "did not start"
}

node_failed() {
    say "last lines of $(log_of "$1"):"
    tail -n 15 "$(log_of "$1")" >&2 || true
    die "$1 $2" "all of its log: $(log_of "$1")"
}

# stop_node NODE: in order; an unwilling one is stopped at once after 30 s and killed after 10 more.
stop_node() {
    local node=$1 data
    data=$(data_of "$node")
    if is_running "$node"; then
        as_owner "$PG_BIN/pg_ctl" stop --silent --pgdata="$data" --mode=fast --timeout=30 >/dev/null 2>&1 ||
            as_owner "$PG_BIN/pg_ctl" stop --silent --pgdata="$data" --mode=immediate --timeout=10 >/dev/null 2>&1 || true
    fi
    kill_processes "$node"
}

# kill_processes NODE: kill -9, the postmaster first so that it cannot start new ones; returns when none is left.
kill_processes() {
    local pid pids attempt
    pid=$(postmaster_of "$1")
    for ((attempt = 0; attempt < 100; attempt++)); do
        mapfile -t pids < <(processes_of "$1")
        if ((${#pids[@]} == 0)); then return; fi
        kill -9 ${pid:+"$pid"} "${pids[@]}" 2>/dev/null || true
        sleep 0.05
    done
    die "processes of $1 outlive kill -9: ${pids[*]}" "look at them: ps -o pid,stat,wchan,args -p $(IFS=, && printf '%s' "${pids[*]}")"
}

# timeline_of NODE: from the history files, which are there at once after a promotion (a control file lags).
timeline_of() {
    local newest
    newest=$(find "$(data_of "$1")/pg_wal" -maxdepth 1 -name '*.history' -printf '%f\n' 2>/dev/null | sort | tail -n 1)
    newest=${newest%.history}
    printf '%d' "0x${newest:-1}"
}

# leader: the node that is the primary now: no standby, on the latest timeline.
leader() {
    local node best='' best_timeline=0 timeline
    for node in $(nodes); do
        if ! has_data "$node" || is_standby "$node"; then continue; fi
        timeline=$(timeline_of "$node")
        if ((timeline > best_timeline)); then
            best=$node
            best_timeline=$timeline
        fi
    done
    printf '%s' "$best"
}

# create_primary: initdb with checksums; everybody needs a password.
create_primary() {
    local data pwfile=$DATA_ROOT/.initdb-password status=0
    data=$(data_of primary)
    rm -rf -- "$data"
    # shellcheck disable=SC2016 # the inner shell expands it
    password superuser | as_owner sh -c 'umask 077 && cat >"$1"' sh "$pwfile"
    as_owner "$PG_BIN/initdb" --pgdata="$data" --username=postgres --pwfile="$pwfile" --auth=scram-sha-256 \
        --data-checksums --encoding=UTF8 --locale=C.UTF-8 --no-instructions \
        >"$CLUSTER/initdb.log" 2>&1 || status=$?
    rm -f -- "$pwfile"
    ((status == 0)) || die "initdb failed: $(tail -n 3 "$CLUSTER/initdb.log")" "all it said: $CLUSTER/initdb.log"
    printf "include 'stoa.conf'\n" | as_owner tee -a "$data/postgresql.conf" >/dev/null
    set_setting upstream_primary none
}

# create_roles NODE: the roles and what they may do. Function rights and extensions live in a database, so template1
# gets them too: databases that tests make have them from birth.
create_roles() {
    local node=$1 database
    sql "$node" postgres "
        DO \$\$ BEGIN
            IF to_regrole('stoa') IS NULL THEN CREATE ROLE stoa LOGIN CREATEDB; END IF;
            IF to_regrole('replicator') IS NULL THEN CREATE ROLE replicator LOGIN REPLICATION; END IF;
        END \$\$;
        ALTER ROLE stoa PASSWORD '$(password stoa)';
        ALTER ROLE replicator PASSWORD '$(password replication)';
        GRANT pg_monitor TO stoa;" >/dev/null
    for database in template1 stoa; do
        if [[ $database == stoa && -z $(sql "$node" postgres "SELECT 1 FROM pg_database WHERE datname = 'stoa'") ]]; then
            sql "$node" postgres "CREATE DATABASE stoa OWNER stoa"
        fi
        sql "$node" "$database" "
            CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
            GRANT EXECUTE ON FUNCTION pg_control_system(), pg_control_checkpoint(),
                pg_wal_replay_pause(), pg_wal_replay_resume() TO stoa;"
    done
}

# follows NODE LEADER: is its data a standby of that node?
follows() { has_data "$1" && is_standby "$1" && [[ $(setting "upstream_$1") == "$2" ]]; }

# copy_standby NODE LEADER: a fresh copy over the replication protocol, with a slot of its own.
copy_standby() {
    local node=$1 leader=$2 data
    data=$(data_of "$node")
    kill_processes "$node"
    set_setting "upstream_$node" ''
    rm -rf -- "$data"
    sql "$leader" postgres "
        SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '$node' AND NOT active;
        SELECT pg_create_physical_replication_slot('$node', true)
            WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '$node');" >/dev/null
    PGPASSWORD=$(password replication) as_owner "$PG_BIN/pg_basebackup" -D "$data" -R -S "$node" -X stream -c fast \
        -d "host=127.0.0.1 port=$(port_of "$leader") user=replicator application_name=$node" \
        2>"$CLUSTER/basebackup.log" ||
        die "copying $leader to $node failed: $(tail -n 3 "$CLUSTER/basebackup.log")" "see $(log_of "$leader")"
    set_setting "upstream_$node" "$leader"
}

# point_standby NODE LEADER: the leader's port may have changed since the copy.
point_standby() {
    as_owner sed -i "/^primary_conninfo/s/port=[0-9]*/port=$(port_of "$2")/" "$(data_of "$1")/postgresql.auto.conf"
}

# streams NODE LEADER: true once the leader sees it; false when its slot is lost or 60 s have passed.
streams() {
    local deadline=$((SECONDS + 60)) seen
    while ((SECONDS < deadline)); do
        seen=$(sql "$2" postgres "
            SELECT CASE WHEN EXISTS (SELECT FROM pg_stat_replication WHERE application_name = '$1' AND state = 'streaming')
                        THEN 'streams' ELSE (SELECT coalesce(max(wal_status), 'lost') FROM pg_replication_slots
                                             WHERE slot_name = '$1') END")
        case $seen in
            streams) return 0 ;;
            lost) return 1 ;;
        esac
        sleep 0.1
    done
    return 1
}

# bring_up_standby NODE LEADER: starts it; copies it first (or again) when its data cannot follow that leader.
bring_up_standby() {
    local node=$1 leader=$2
    if follows "$node" "$leader"; then
        is_running "$node" || point_standby "$node" "$leader"
        if (start_node "$node") && streams "$node" "$leader"; then return; fi
        say "$node cannot catch up with $leader any more; copying it afresh"
    elif has_data "$node"; then
        say "$leader is the primary now; making $node its replica"
    fi
    copy_standby "$node" "$leader"
    start_node "$node"
    streams "$node" "$leader" || node_failed "$node" "does not stream from $leader"
}

# remove_node NODE LEADER: with its slot, so that the leader keeps no WAL for it.
remove_node() {
    stop_node "$1"
    sql "$2" postgres "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '$1'" >/dev/null
    rm -rf -- "$(data_of "$1")" "$(log_of "$1")"
    sed -i "/^\(port\|upstream\)_$1=/d" "$CONF"
}

# clear_memory NODE: a killed server leaves shared memory that only its next start takes away; so it starts once more.
clear_memory() {
    if ! is_running "$1" && [[ -f $(data_of "$1")/postmaster.pid ]]; then
        (start_node "$1") 2>/dev/null || true
    fi
}
