#!/bin/sh
# embed.sh OUTPUT FILE…: writes a Swift file that holds every FILE as a raw string literal.
set -eu
output=$1
shift
{
    echo '/// The migrations of `Schema/migrations`, in order: file name and text.'
    echo 'public let embeddedMigrations: [(name: String, text: String)] = ['
    for file in "$@"; do
        printf '    ("%s", ####"""\n' "$(basename "$file")"
        cat "$file"
        printf '\n"""####),\n'
    done
    echo ']'
} >"$output"
