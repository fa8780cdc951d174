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
# On a terminal the line is rewritten each second; elsewhere one line is printed at the end.
step() {
    local title=$1 started ticker='' status=0
    shift
    started=$(milliseconds)
    if [[ -n $BOLD ]]; then
        tick "$title" "$started" &
        ticker=$!
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
        say "${RED}failed${PLAIN}  $title ${DIM}($(duration $(($(milliseconds) - started))))${PLAIN}"
    fi
    return "$status"
}

# tick TITLE STARTED: the moving line of `step`; ends with the shell that started it.
tick() {
    trap - EXIT INT TERM
    while kill -0 $$ 2>/dev/null; do
        printf '\r\e[K%s…%s %s %s(%s)%s' "$BOLD" "$PLAIN" "$1" "$DIM" "$(duration $(($(milliseconds) - $2)))" "$PLAIN" >&2
        sleep 1
    done
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
