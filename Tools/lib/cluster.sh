# shellcheck shell=bash
# One private PostgreSQL cluster in one directory: where things are, and the locking. `Tools/cluster` is its command.
#
#   DIR/cluster.conf          key=value: data_root, socket_dir, fast, port_<node>
#   DIR/*.password            superuser, stoa, replication; mode 0600
#   DIR/pg/<node>             data directories, owned by the user that runs postgres
#   DIR/pg/log/<node>.log     what the node says
#   DIR/socket                the unix sockets
#   DIR/lock                  held by whatever changes the cluster

# use_directory DIR: everything below works on this one. Relative names are the caller's.
use_directory() {
    [[ -n ${1:-} && $1 != -* ]] || usage_error "no directory given" "Tools/cluster help"
    CLUSTER=$(realpath -m -- "$1")
    CONF=$CLUSTER/cluster.conf
    if [[ -f $CONF ]]; then
        DATA_ROOT=$(setting data_root)
        SOCKET_DIR=$(setting socket_dir)
    fi
    local name
    for name in "${!PG@}"; do [[ $name == PG_* ]] || unset "$name"; done
    export PGCONNECT_TIMEOUT=5
    cd /
}

require_cluster() {
    [[ -f $CONF ]] || die "there is no cluster in $CLUSTER" "start one: Tools/cluster up '$CLUSTER'"
    find_programs
}

# setting KEY / set_setting KEY VALUE: the file of key=value lines; never sourced.
setting() { sed -n "s/^$1=//p" "$CONF" 2>/dev/null | tail -n 1 || true; }
set_setting() {
    local kept
    kept=$(grep -v "^$1=" "$CONF" 2>/dev/null || true)
    printf '%s\n' ${kept:+"$kept"} "$1=$2" >"$CONF.new"
    mv -f "$CONF.new" "$CONF"
}

# nodes: primary, replica1, … as they were made. The names stay when roles change.
nodes() { sed -n 's/^port_\(.*\)=.*/\1/p' "$CONF" 2>/dev/null | sort -V || true; }
port_of() { setting "port_$1"; }
data_of() { printf '%s' "$DATA_ROOT/$1"; }
log_of() { printf '%s' "$DATA_ROOT/log/$1.log"; }

require_node() {
    [[ -n ${1:-} ]] || usage_error "no node given; there are: $(nodes | tr '\n' ' ')" "Tools/cluster help"
    [[ -n $(port_of "$1") ]] || die "there is no node '$1' in $CLUSTER" "there are: $(nodes | tr '\n' ' ')"
}

# lock_cluster: until this process ends. A directory wiped while we waited is made again.
lock_cluster() {
    while true; do
        mkdir -p -- "$CLUSTER" 2>/dev/null || die "cannot create $CLUSTER" "choose another directory"
        exec {LOCK}>>"$CLUSTER/lock" || die "cannot write in $CLUSTER" "choose a directory of your own"
        if ! flock -n "$LOCK"; then
            say "another command is at work on $CLUSTER; waiting for it"
            flock -w 300 "$LOCK" || die "waited 300 s for the lock on $CLUSTER" "see who holds it: fuser -v '$CLUSTER/lock'"
        fi
        [[ $CLUSTER/lock -ef /proc/$$/fd/$LOCK ]] && return
        exec
    done
}

# find_programs: PostgreSQL 15 where Debian puts it, or a newer one.
find_programs() {
    PG_BIN=${STOA_PG_BIN:-}
    local candidate
    if [[ -z $PG_BIN ]]; then
        for candidate in /usr/lib/postgresql/15/bin $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
            if [[ -x $candidate/postgres ]]; then PG_BIN=$candidate && break; fi
        done
    fi
    [[ -x $PG_BIN/initdb ]] || die "PostgreSQL's server is not installed" "apt-get install postgresql-15 postgresql-client-15"
    if ((EUID == 0)); then
        id postgres >/dev/null 2>&1 || die "PostgreSQL refuses to run as root, and there is no user 'postgres'" \
            "apt-get install postgresql-15 (which makes it), or run as an ordinary user"
    fi
}

# as_owner COMMAND…: as the user that may run postgres.
as_owner() {
    if ((EUID == 0)); then HOME=/nonexistent runuser -u postgres -- "$@"; else "$@"; fi
}

# choose_places: data and sockets under DIR where postgres can get there; else under /var/tmp and /tmp, and it says so.
choose_places() {
    if ((EUID == 0)); then chmod o+x -- "$CLUSTER"; fi
    if as_owner test -x "$CLUSTER"; then
        DATA_ROOT=$CLUSTER/pg
        mkdir -p -- "$DATA_ROOT"
    else
        DATA_ROOT=$(mktemp -d "/var/tmp/stoa-pg.XXXXXX")
        say "note: the user postgres cannot reach $CLUSTER (a parent directory forbids it); its data goes to $DATA_ROOT"
    fi
    SOCKET_DIR=$CLUSTER/socket
    # 107 bytes for the whole name; '/.s.PGSQL.65535' takes 15 of them.
    if [[ $DATA_ROOT != "$CLUSTER/pg" ]] || (($(printf '%s' "$SOCKET_DIR" | wc -c) + 15 > 107)); then
        SOCKET_DIR=$(mktemp -d "/tmp/stoa-socket.XXXXXX")
    fi
    set_setting data_root "$DATA_ROOT"
    set_setting socket_dir "$SOCKET_DIR"
}

# prepare_places: may be called again and again, also after a tidy-up of /tmp.
prepare_places() {
    mkdir -p -- "$DATA_ROOT/log" "$SOCKET_DIR"
    if ((EUID == 0)); then chown postgres: -- "$DATA_ROOT" "$DATA_ROOT/log" "$SOCKET_DIR"; fi
    chmod 755 -- "$DATA_ROOT" "$SOCKET_DIR"
    chmod 700 -- "$DATA_ROOT/log"
}

# password NAME: made at the first call, then kept.
password() {
    local file=$CLUSTER/$1.password
    if [[ ! -s $file ]]; then
        (umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$file")
    fi
    cat -- "$file"
}

# assign_ports WANTED NODE…: `auto` takes free ones below the range that the kernel hands out to clients.
assign_ports() {
    local wanted=$1 node port taken=" " attempt
    shift
    for node in "$@"; do
        if [[ $wanted == auto ]]; then
            for ((attempt = 0; attempt < 200; attempt++)); do
                port=$((20000 + SRANDOM % 12000))
                if [[ $taken != *" $port "* ]] && ! port_is_taken "$port"; then break; fi
            done
        else
            port=$wanted
            wanted=$((wanted + 1))
            if port_is_taken "$port"; then die "port $port is taken by another program" "choose others with --port-base"; fi
        fi
        taken+="$port "
        set_setting "port_$node" "$port"
    done
}

# url_of NODE [DATABASE]: as the role that owns the database. The password is hexadecimal: nothing to escape.
url_of() { printf 'postgres://stoa:%s@127.0.0.1:%s/%s' "$(password stoa)" "$(port_of "$1")" "${2:-stoa}"; }

# sql NODE DATABASE STATEMENTS: as superuser; prints bare values.
sql() {
    PGPASSWORD=$(password superuser) PGOPTIONS='-c client_min_messages=warning' "$PG_BIN/psql" -X -qAt -v ON_ERROR_STOP=1 \
        -h 127.0.0.1 -p "$(port_of "$1")" -U postgres -d "$2" -c "$3"
}
