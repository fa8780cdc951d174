# shellcheck shell=bash
# The demonstration data: three people who can sign in, and the shop of Tools/Seed/seed.sql around them.

# role e-mail name password: one a line. Nothing here protects anything: the database is private to this machine.
readonly DEMO_PEOPLE='
customer|ada@example.com|Ada Lovelace|sunlit-colonnade-7412
staff|staff@example.com|Stella Marsh|quiet-ledger-3096
admin|admin@example.com|Adrian Stone|marble-lantern-5518
'

# private_sql ARGUMENTS…: psql on the private primary.
private_sql() { psql -X -q -v ON_ERROR_STOP=1 "$PRIMARY_URL" "$@"; }

create_people() {
    local role email name password
    while IFS='|' read -r role email name password; do
        [[ -n $role ]] || continue
        if [[ -z $(private_sql -At -c "SELECT 1 FROM users.accounts WHERE email = '$email' AND deleted_at IS NULL") ]]; then
            printf '%s\n' "$password" | stoa_private users create --email "$email" --role "$role" --name "$name" || return
        fi
    done <<<"$DEMO_PEOPLE"
}

# load_demo SCALE: twice changes nothing.
load_demo() {
    local log=$DATA/demo.log
    if ! STEP_LOG=$log step "demo data ($1)" load_demo_logged "$log" "$1"; then
        tail -n 20 "$log" >&2
        die "loading the demo data failed" "all it said: $log" "go without: Tools/dev up --no-seed"
    fi
    while IFS='|' read -r role email _ password; do
        if [[ -n $role ]]; then printf 'demo %s %s %s\n' "$role" "$email" "$password"; fi
    done <<<"$DEMO_PEOPLE" >"$DATA/demo"
}

load_demo_logged() {
    : >"$1"
    create_people >>"$1" 2>&1 || return
    private_sql -v "scale=$2" -f "$REPOSITORY/Tools/Seed/seed.sql" >>"$1" 2>&1
}

print_ready() {
    printf 'ready http://127.0.0.1:%s\n' "$(state port)"
    if [[ -f $DATA/demo ]]; then cat -- "$DATA/demo"; fi
}
