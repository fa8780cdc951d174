"""The benchmarks. Tools/Bench/run calls this once the tools it needs are there."""

import sys

from arguments import parse
from cpu import Interrupted, stop_on_signals
from measure import measure
from report import print_table, write_json
from stage import Stage


def main() -> int:
    options = parse(sys.argv[1:])
    if options.check_arguments:
        return 0
    stop_on_signals()
    try:
        with Stage(options) as stage:
            result = measure(stage, options)
    except Interrupted:
        print("stopped; nothing was left behind", file=sys.stderr)
        return 130
    print_table(result)
    if options.json:
        write_json(result, options.json)
    return 0


sys.exit(main())
