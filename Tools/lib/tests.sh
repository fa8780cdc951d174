# shellcheck shell=bash
# test, check, format, lint: the steps that decide whether the repository is sound.

# What `check` leaves out: suites that need a database or a whole server, by name (Target.Suite/test). One that is missing
# here still passes, since the tests start a cluster when there is none; it only takes longer.
readonly DATABASE_SUITES=${STOA_DATABASE_SUITES:-'(Route|Store|LiveDatabase|Registration|Session|Expiry|Concurrency|Conformance|Page|JobRunner)Tests/|^(ServerTests|SchemaTests|Faults)\.'}
readonly LINT=$REPOSITORY/Tools/BoundaryLint
# In seconds: hung tests must not eat the whole of CI's time.
readonly TEST_TIMEOUT=${STOA_TEST_TIMEOUT:-1500}

PASSED=0
FAILED=0
BUILT=no

# run_step TITLE COMMAND…: counts it and goes on, so that one run shows all that is wrong.
run_step() {
    if step "$@"; then PASSED=$((PASSED + 1)); else FAILED=$((FAILED + 1)) && return 1; fi
}

# swift_files: ours, without build folders and without fixtures, which are wrong on purpose.
swift_files() {
    local folders=() folder
    for folder in Apps Modules Plugins Schema Tests Tools; do
        if [[ -d $REPOSITORY/$folder ]]; then folders+=("$REPOSITORY/$folder"); fi
    done
    find "${folders[@]}" "$REPOSITORY/Package.swift" -name '.build*' -prune -o -name Fixtures -prune -o \
        -name '*.swift' -type f -print0
}

swift_format() { swift_files | xargs -0 swift format "$@"; }

check_format() {
    local log=$LOGS/format.log
    logged "$log" swift_format lint --strict --parallel && return
    head -n 40 "$log" >&2
    say "mend it: Tools/dev format"
    return 1
}

check_scripts() {
    local script scripts=("$REPOSITORY"/Tools/{dev,cluster,Bench/run} "$REPOSITORY"/Tools/lib/*.sh "$REPOSITORY/.ci/run")
    for script in "${scripts[@]}"; do bash -n "$script" || return; done
    if command -v shellcheck >/dev/null; then (cd "$REPOSITORY/Tools" && shellcheck -x "${scripts[@]}" >&2); fi
}

# build_debug: sets BUILT once all compiles; warnings are errors all the same. Files that warned are touched, or the next build would not mention them again.
build_debug() {
    local log=$LOGS/build-debug.log warnings file
    if ! logged "$log" swift build --package-path "$REPOSITORY" --build-tests; then
        show_errors "$log"
        return 1
    fi
    BUILT=yes
    warnings=$(grep -E "^($REPOSITORY/)?(Apps|Modules|Plugins|Schema|Tests)/.*warning:" "$log" | sort -u) || return 0
    head -n 40 <<<"$warnings" >&2
    say "warnings are errors here"
    while IFS= read -r file; do
        if [[ -f $file ]]; then touch -- "$file"; fi
    done < <(cut -d: -f1 <<<"$warnings" | sort -u)
    return 1
}

# The lint's own tests come first; they build the program in the same folder, so that it is compiled once.
test_boundary() {
    local log=$LOGS/boundary-tests.log
    TIME_LIMIT=$TEST_TIMEOUT logged "$log" swift test --package-path "$LINT" && return
    show_failures "$log"
    return 1
}

# The lint reads the manifests of the packages that ours depends on, so they must be there.
check_boundary() {
    local log=$LOGS/boundary.log
    if ! logged "$log" swift package --package-path "$REPOSITORY" resolve || ! logged "$log" swift build --package-path "$LINT" --product boundary; then
        show_errors "$log"
        return 1
    fi
    logged "$log" boundary check && return
    head -n 60 "$log" >&2
    say "all of it: $log"
    return 1
}

boundary() { (cd "$REPOSITORY" && "$LINT/.build/debug/boundary" "$@"); }

# show_failures LOG: what failed, why, and how a crash ended.
show_failures() {
    grep -E '✘|^[^|]*error:|Fatal error|fatal error|recorded an issue|with unhandled|Crash|Program crashed|signal code|No matching test' "$1" |
        awk '!seen[$0]++' | head -n 60 >&2
    say "its last lines (all of it: $1):"
    tail -n 12 "$1" >&2
}

# test_swift ARGUMENTS…: no tests at all is a failure too.
test_swift() {
    local log=$LOGS/swift-test.log events=$LOGS/swift-test.events status=0
    mkdir -p -- "$LOGS"
    rm -f -- "$events"
    TIME_LIMIT=$TEST_TIMEOUT logged "$log" \
        swift test --package-path "$REPOSITORY" --event-stream-output-path "$events" "$@" || status=$?
    if ((status == 124)); then
        say "stopped after $TEST_TIMEOUT s; the tests that had not ended:"
        unfinished_tests "$events"
    fi
    if ((status == 0)) && ! grep -qE 'Test run with [1-9]|Executed [1-9]' "$log"; then
        say "no test ran${1:+ for: $*}"
        status=1
    fi
    if ((status != 0)); then
        show_failures "$log"
        return 1
    fi
    grep -E 'Test run with [1-9]' "$log" | sed 's/^[^A-Za-z]*/      /' >&2 || true
}

# unfinished_tests EVENTS: started and not ended. swift test keeps its own output back until it ends; this file it does not.
unfinished_tests() {
    awk '/"kind":"test(Started|Ended)"/ && match($0, /"testID":"[^"]*"/) {
            test = substr($0, RSTART + 10, RLENGTH - 11)
            if (/testStarted/) open[test]; else delete open[test]
        }
        END { for (test in open) { gsub(/\\\//, "/", test); print "      " test } }' "$1" 2>/dev/null | sort | head -n 20 >&2
}

# start_test_cluster: a fresh one, removed again however this ends.
start_test_cluster() {
    TEST_CLUSTER=$(mktemp -d /tmp/stoa-test.XXXXXX)
    export STOA_TEST_CLUSTER=$TEST_CLUSTER STOA_REPOSITORY=$REPOSITORY
    export STOA_BINARY=$REPOSITORY/.build/debug/stoa
    "$REPOSITORY/Tools/cluster" up "$TEST_CLUSTER" --fast --replicas 1
}

# shellcheck disable=SC2317 # called by a trap
remove_test_cluster() {
    local status=$?
    trap '' INT TERM HUP
    end_child
    if [[ -n ${TEST_CLUSTER:-} ]]; then
        "$REPOSITORY/Tools/cluster" wipe "$TEST_CLUSTER" || true
        rm -rf -- "$TEST_CLUSTER"
    fi
    exit "$status"
}

run_tests() {
    local filter=${1:-}
    (($# <= 1)) || usage_error "test takes one FILTER" "Tools/dev help test"
    ensure_packages
    trap remove_test_cluster EXIT
    trap 'exit 130' INT TERM HUP
    if [[ -n $filter ]]; then
        run_step "PostgreSQL for the tests" start_test_cluster || summary
        STEP_LOG=$LOGS/swift-test.log run_step "swift test --filter $filter" test_swift --filter "$filter" || true
        summary
    fi
    run_step "doctor" logged "$LOGS/doctor.log" doctor || cat "$LOGS/doctor.log" >&2
    run_step "scripts" check_scripts || true
    run_step "format" check_format || true
    STEP_LOG=$LOGS/boundary-tests.log run_step "tests of the boundary lint" test_boundary || true
    run_step "boundaries" check_boundary || true
    STEP_LOG=$LOGS/build-debug.log run_step "swift build, without warnings" build_debug || true
    if [[ $BUILT == no ]]; then
        say "not run, because nothing was built: swift test"
        summary
    fi
    if run_step "PostgreSQL for the tests" start_test_cluster; then
        STEP_LOG=$LOGS/swift-test.log run_step "swift test" test_swift --skip-build || true
    fi
    summary
}

summary() {
    printf '%d passed, %d failed\n' "$PASSED" "$FAILED"
    exit "$((FAILED > 0))"
}

run_check() {
    ensure_packages
    run_step "format" check_format || true
    run_step "boundaries" check_boundary || true
    STEP_LOG=$LOGS/swift-test.log run_step "unit tests" test_swift --skip "$DATABASE_SUITES" || true
    summary
}

run_lint() {
    require_swift
    run_step "scripts" check_scripts || true
    run_step "format" check_format || true
    run_step "boundaries" check_boundary || true
    summary
}

run_format() {
    require_swift
    step "swift format" swift_format --in-place --parallel
}
