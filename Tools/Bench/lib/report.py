"""The figures as a table and as JSON."""

import json
import pathlib
from statistics import median

FIGURES = ("server_us", "postgres_us", "requests_per_second", "p99_ms")


def medians(rounds):
    return {figure: median(entry[figure] for entry in rounds) for figure in FIGURES}


def print_table(result):
    names = list(result["servers"])
    print()
    print(f"CPU µs per request, median of {result['rounds']} rounds of {result['seconds']} s; "
          f"{result['machine']['cores']} cores, load average {result['machine']['load_average']:.1f} at the end")
    print(f"one PostgreSQL {result['postgres']} primary (stoa without replicas), durable, 1,000 products, random ids")
    print()
    print(" " * 43 + "".join(f"  {result['servers'][name]:<38}" for name in names).rstrip())
    print(f"{'':<32}{'connections':>11}" + "".join(f"  {'server':>8}{'PostgreSQL':>12}{'(req/s)':>9}{'(p99 ms)':>9}" for _ in names))
    for cell in result["cells"]:
        line = f"{cell['title']:<32}{cell['connections']:>11}"
        for name in names:
            m = medians(cell["rounds"][name])
            line += f"  {m['server_us']:>8.1f}{m['postgres_us']:>12.1f}{m['requests_per_second']:>9,.0f}{m['p99_ms']:>9.1f}"
        errors = {name: sum(entry["errors"] for entry in cell["rounds"][name]) for name in names}
        line += "".join(f"  {name}: {count} errors" for name, count in errors.items() if count)
        print(line)
    print()
    print("In brackets: wall-clock, which other work on the machine moves; compare CPU.")
    for note in result["notes"]:
        print(note)


def write_json(result, file):
    for cell in result["cells"]:
        cell["median"] = {name: medians(rounds) for name, rounds in cell["rounds"].items()}
    pathlib.Path(file).write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
