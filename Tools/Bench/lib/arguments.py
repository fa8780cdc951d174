"""The command line."""

import argparse

CELLS = ["product", "floor", "list", "me", "order"]
DESCRIPTION = """\
CPU per request of the server and of PostgreSQL, for stoa beside an Express + pg server that does the same work.
Builds stoa in release (or takes STOA_BINARY), starts a private cluster under .build/bench with the small demo data,
measures both servers in turns, prints a table, and removes everything again. Loopback only; stops by itself.
"""


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="Tools/dev bench", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", metavar="FILE", help="also write all figures, every round's included, to FILE")
    parser.add_argument("--seconds", type=number(1, 60), default=3, help="load a cell, server and round (3)")
    parser.add_argument("--rounds", type=number(1, 50), default=3, help="how often each cell is measured (3)")
    parser.add_argument(
        "--connections", type=numbers(1, 1000), default=[1, 16, 64, 256], metavar="N,N",
        help="for GET /api/v1/products/{id} (1,16,64,256); the other cells take 64")
    parser.add_argument(
        "--cells", type=choices(CELLS), default=CELLS, metavar="NAME,NAME", help=f"which cells ({','.join(CELLS)})")
    parser.add_argument(
        "--peers", type=choices(["express", "none"]), default=["express"], metavar="NAME", help="express or none")
    parser.add_argument("--check-arguments", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def number(least, most):
    def convert(text):
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"takes {least} to {most}")
        return int(text)
    return convert


def numbers(least, most):
    return lambda text: [number(least, most)(part) for part in text.split(",")]


def choices(known):
    def convert(text):
        for part in text.split(","):
            if part not in known:
                raise argparse.ArgumentTypeError(f"there is no '{part}'; there are: {', '.join(known)}")
        return text.split(",")
    return convert
