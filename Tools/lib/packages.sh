# shellcheck shell=bash
# What this machine must have, why, and how it gets it.

# One a line: package | what for | a test that it is there.
readonly PACKAGES='
postgresql-15|the database server that runs under .stoa/|has_postgres
postgresql-client-15|psql, for the demo data and Tools/dev db psql|command -v psql
libpq-dev|the PostgreSQL client library that stoa links|has_header libpq-fe.h postgresql/libpq-fe.h
libargon2-dev|password hashing (Argon2id)|has_header argon2.h
pkg-config|tells the Swift package manager where those libraries are|command -v pkg-config
curl|asks the server whether it is ready|command -v curl
git|fetches the Swift packages|command -v git
g++|the C++ headers that swift-crypto is compiled with|has_directory /usr/include/c++
'

has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_directory() { [[ -d $1 ]]; }
has_header() {
    local name
    for name in "$@"; do [[ -f /usr/include/$name ]] && return; done
    return 1
}

# find_swift: where the toolchain commonly lies, if it is not on the PATH.
find_swift() {
    local place
    command -v swift >/dev/null && return
    for place in /opt/swift/usr/bin /usr/share/swift/usr/bin "$HOME/.local/share/swiftly/bin"; do
        if [[ -x $place/swift ]]; then
            export PATH="$place:$PATH"
            return
        fi
    done
    return 1
}

require_swift() {
    find_swift || die "there is no swift on this machine" "install Swift 6.3 or newer: https://www.swift.org/install/linux"
}

# missing_packages: lines `package|what for` of those whose test fails.
missing_packages() {
    local package reason presence
    while IFS='|' read -r package reason presence; do
        [[ -n $package ]] || continue
        # shellcheck disable=SC2086 # a command and its words, from the table above
        if ! $presence >/dev/null 2>&1; then printf '%s|%s\n' "$package" "$reason"; fi
    done <<<"$PACKAGES"
}

# name_here PACKAGE: releases without PostgreSQL 15 have a newer one under the plain name.
name_here() {
    if [[ $1 == postgresql-* ]] && ! apt-cache show "$1" >/dev/null 2>&1; then printf '%s' "${1%-15}"; else printf '%s' "$1"; fi
}

# ensure_packages: installs what is missing, saying which and why.
ensure_packages() {
    local line missing names=() log=$LOGS/apt.log
    require_swift
    missing=$(missing_packages)
    [[ -n $missing ]] || return 0
    command -v apt-get >/dev/null || die "this machine lacks: $(cut -d'|' -f1 <<<"$missing" | tr '\n' ' ')" \
        "and has no apt-get; install them by its own means, then: Tools/dev doctor"
    say "installing system packages:"
    while IFS= read -r line; do say "      ${line%%|*}: ${line#*|}"; done <<<"$missing"
    if [[ ! -d /etc/postgresql-common && $missing == *postgresql-15* ]]; then
        # The package would start a server of its own on port 5432; only its programs are wanted.
        as_root sh -c 'mkdir -p /etc/postgresql-common/createcluster.d &&
            echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/stoa.conf'
    fi
    # A fresh image has no package lists at all.
    if ! compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; then
        step "apt-get update" logged "$log" as_root apt-get update || apt_failed "$log"
    fi
    while IFS= read -r line; do names+=("$(name_here "${line%%|*}")"); done <<<"$missing"
    STEP_LOG=$log step "apt-get install ${names[*]}" apt_install "$log" "${names[@]}" || apt_failed "$log"
    missing=$(missing_packages)
    [[ -z $missing ]] || die "still missing after the installation: $(cut -d'|' -f1 <<<"$missing" | tr '\n' ' ')" "see $log"
}

# apt_install LOG NAME…: lists that have aged answer 404; then they are fetched anew, once.
apt_install() {
    local log=$1
    shift
    logged "$log" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" && return
    logged "$log" as_root apt-get update || return
    logged "$log" as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

apt_failed() {
    tail -n 15 "$1" >&2
    die "installing packages failed" "all it said: $1"
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        die "installing packages takes root, and there is no sudo" \
            "as root: apt-get install -y $(missing_packages | cut -d'|' -f1 | tr '\n' ' ')"
    fi
}

# doctor [--quiet]: every line says ok, or what is wrong and the command that mends it. Fails if anything is.
doctor() {
    local bad=0 line version free memory
    if find_swift; then
        version=$(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*' | head -n 1 | grep -o '[0-9.]*$')
        if [[ $(printf '%s\n' 6.3 "${version:-0}" | sort -V | head -n 1) == 6.3 ]]; then
            well "swift $version"
        else
            ill "swift ${version:-of unknown version}: 6.3 or newer is needed" "https://www.swift.org/install/linux"
        fi
    else
        ill "there is no swift" "install Swift 6.3 or newer: https://www.swift.org/install/linux"
    fi
    while IFS= read -r line; do
        if [[ -n $line ]]; then ill "the package ${line%%|*}: ${line#*|}" "apt-get install ${line%%|*}"; fi
    done <<<"$(missing_packages)"
    if [[ -z $(missing_packages) ]]; then well "system packages"; fi
    if ((EUID == 0)) && ! id postgres >/dev/null 2>&1; then
        ill "no user 'postgres', and PostgreSQL refuses to run as root" "apt-get install postgresql-15"
    fi
    free=$(df -Pk "$REPOSITORY" | awk 'NR == 2 { print int($4 / 1048576) }')
    if ((free >= 6)); then well "disk: $free GiB free"; else ill "disk: $free GiB free, a build takes about 6" "make room on $(df -P "$REPOSITORY" | awk 'NR == 2 { print $6 }')"; fi
    memory=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
    if ((memory >= 3)); then well "memory: $memory GiB available"; else ill "memory: $memory GiB available, a release build takes about 3" "end other programs, or add swap"; fi
    if [[ -w $REPOSITORY ]]; then well "the repository can be written"; else ill "cannot write in $REPOSITORY" "clone it somewhere of your own"; fi
    return "$((bad > 0))"
}

# well TEXT / ill TEXT REMEDY: a line of doctor; ill counts in its `bad`.
well() { printf '%sok%s    %s\n' "$GREEN" "$PLAIN" "$1"; }
ill() {
    bad=$((bad + 1))
    printf '%slacks%s %s\n      mend: %s\n' "$RED" "$PLAIN" "$1" "$2"
}
