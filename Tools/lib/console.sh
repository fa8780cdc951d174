# shellcheck shell=bash
# Talking to the person at the terminal: headings, durations, errors that name the next command.

if [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    readonly BOLD=$'\e[1m' DIM=$'\e[2m' RED=$'\e[31m' GREEN=$'\e[32m' PLAIN=$'\e[0m'
else
    readonly BOLD='' DIM='' RED='' GREEN='' PLAIN=''
fi

# say TEXT: one line of progress, on standard error so that standard output stays for results.
say() { printf '%s\n' "$*" >&2; }

# die MESSAGE [REMEDY…]: what went wrong, then what to do about it; exit 1.
die() {
    printf '%serror:%s %s\n' "$RED" "$PLAIN" "$1" >&2
    shift
    for remedy in "$@"; do printf '       %s\n' "$remedy" >&2; done
    exit 1
}

# usage_error MESSAGE HELP_COMMAND: exit 64, as sysexits.h and stoa itself do.
usage_error() {
    printf '%serror:%s %s\n       see: %s\n' "$RED" "$PLAIN" "$1" "$2" >&2
    exit 64
}

# milliseconds: a clock to subtract from.
milliseconds() { printf '%s' "$((${EPOCHREALTIME/[.,]/} / 1000))"; }

# duration MILLISECONDS: 0.4 s, 12 s, 3 min 20 s.
duration() {
    local ms=$1
    if ((ms < 10000)); then
        printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
    elif ((ms < 120000)); then
        printf '%d s' $((ms / 1000))
    else
        printf '%d min %02d s' $((ms / 60000)) $((ms % 60000 / 1000))
    fi
}

# step TITLE COMMAND…: says what is under way and, when it is done, how long it took.
# On a terminal the line moves and shows the last line of STEP_LOG, if that is set.
step() {
    local title=$1 started ticker='' status=0
    shift
    started=$(milliseconds)
    if [[ -n $BOLD ]]; then
        tick "$title" "$started" &
        ticker=$!
    else
        say "....  $title"
    fi
    "$@" || status=$?
    if [[ -n $ticker ]]; then
        kill "$ticker" 2>/dev/null || true
        wait "$ticker" 2>/dev/null || true
        printf '\r\e[K' >&2
    fi
    if ((status == 0)); then
        say "${GREEN}done${PLAIN}  $title ${DIM}($(duration $(($(milliseconds) - started))))${PLAIN}"
    else
        say "${RED}FAIL${PLAIN}  $title ${DIM}($(duration $(($(milliseconds) - started))))${PLAIN}"
    fi
    return "$status"
}

# tick TITLE STARTED: the moving line of `step`; ends with the shell that started it.
tick() {
    local latest='' line width
    trap - EXIT INT TERM
    width=$(tput cols 2>/dev/null || echo 80)
    while kill -0 $$ 2>/dev/null; do
        sleep 1
        if [[ -n ${STEP_LOG:-} ]]; then
            latest=$(tail -c 400 "$STEP_LOG" 2>/dev/null | tr '\r' '\n' | grep -v '^ *$' | tail -n 1)
        fi
        line="$1 ($(duration $(($(milliseconds) - $2)))) $latest"
        printf '\r\e[K%s....%s  %s' "$BOLD" "$PLAIN" "${line:0:$((width - 8))}" >&2
    done
}

# logged FILE COMMAND…: all output into the file, nothing on the screen, no standard input to wait for. After TIME_LIMIT
# seconds, if that is set, it is ended with all of its children: 124. It runs beside the shell, so that a signal to us is
# answered at once and not when the command has ended.
CHILD=''
WATCHDOG=''
logged() {
    local file=$1 status=0
    shift
    mkdir -p -- "$(dirname -- "$file")"
    "$@" >"$file" 2>&1 </dev/null &
    CHILD=$!
    if [[ -n ${TIME_LIMIT:-} ]]; then
        rm -f -- "$file.late"
        end_after "$TIME_LIMIT" "$CHILD" "$file.late" >/dev/null 2>&1 &
        WATCHDOG=$!
    fi
    wait "$CHILD" || status=$?
    CHILD=''
    if [[ -n $WATCHDOG ]]; then
        if [[ -e $file.late ]]; then status=124; else end_tree "$WATCHDOG"; fi
        wait "$WATCHDOG" 2>/dev/null || true
        WATCHDOG=''
        rm -f -- "$file.late"
    fi
    return "$status"
}

# end_after SECONDS PID MARK: the watchdog of `logged`.
end_after() {
    trap - EXIT INT TERM HUP
    sleep "$1"
    : >"$3"
    end_tree "$2"
}

# end_child: what `logged` runs now, if anything; for traps.
end_child() {
    if [[ -n $WATCHDOG ]]; then end_tree "$WATCHDOG"; fi
    if [[ -n $CHILD ]]; then end_tree "$CHILD"; fi
    WATCHDOG=''
    CHILD=''
}

# end_tree PID: it and all that descends from it (swift test leaves its test process behind when it is merely killed):
# SIGTERM, and SIGKILL for what is left after three seconds.
end_tree() {
    local tree pid attempt alive
    mapfile -t tree < <(tree_of "$1")
    kill -TERM "${tree[@]}" 2>/dev/null || true
    for ((attempt = 0; attempt < 30; attempt++)); do
        alive=no
        for pid in "${tree[@]}"; do
            if [[ -r /proc/$pid/stat && $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) != [ZX]* ]]; then alive=yes; fi
        done
        if [[ $alive == no ]]; then return 0; fi
        sleep 0.1
    done
    kill -KILL "${tree[@]}" 2>/dev/null || true
}

# tree_of PID: one process id a line, itself first.
tree_of() {
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v root="$1" '
        { pid = $1; sub(/.*\) /, ""); parent[pid] = $2 }
        END {
            print root
            for (pid in parent) {
                for (up = parent[pid]; up > 1 && up != root; up = parent[up]);
                if (up == root) print pid
            }
        }'
}

# close_inherited_descriptors: for a subshell about to start a daemon, so that a harness reading our pipe sees its end
# and the lock is not held for ever. 255 is bash's own and closes itself.
close_inherited_descriptors() {
    local entry descriptor
    for entry in "/proc/$BASHPID/fd/"*; do
        descriptor=${entry##*/}
        if ((descriptor > 2 && descriptor != 255)); then eval "exec $descriptor>&-" 2>/dev/null || true; fi
    done
}

# port_is_taken PORT: does something accept connections there on the loopback?
port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
