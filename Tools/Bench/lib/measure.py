"""The measuring: servers in turns, round after round, CPU clocks read before and after each."""

import datetime
import json
import os
import pathlib
import platform
import subprocess

import peers
from cpu import cpu_of
from stage import FOLDER, PERSON, say

LOAD = pathlib.Path(__file__).resolve().parents[1] / "load.lua"
TITLES = {
    "product": "GET /api/v1/products/{id}", "floor": "GET /health/live", "list": "GET /api/v1/products?limit=20",
    "me": "GET /api/v1/users/me", "order": "POST /api/v1/orders, two lines",
}
NEEDS_TOKEN = {"me", "order"}


def measure(stage, options):
    cells = [
        (name, connections)
        for name in options.cells for connections in (options.connections if name == "product" else [64])
    ]
    check_same_work(stage)
    say("warming up")
    token = sign_in(stage)
    for cell in cells:
        for server in stage.servers:
            load(stage, server, cell, 1, token)
    figures = {cell: {server.name: [] for server in stage.servers} for cell in cells}
    for number in range(options.rounds):
        say(f"round {number + 1} of {options.rounds}: {len(cells) * len(stage.servers) * options.seconds} s")
        token = sign_in(stage)
        for cell in cells:
            for server in stage.servers:
                figures[cell][server.name].append(load(stage, server, cell, options.seconds, token))
    return result(stage, options, cells, figures)


def sign_in(stage):
    """A token lives 15 minutes, so each round has its own."""
    status, body = stage.servers[0].request("POST", "/api/v1/auth/login", {"email": PERSON[0], "password": PERSON[1]})
    if status != 200:
        raise RuntimeError(f"signing in answered {status}")
    return json.loads(body)["accessToken"]


def check_same_work(stage):
    """All servers must give the same answers, or the comparison is none."""
    token = sign_in(stage)
    ids = stage.ids.read_text(encoding="utf-8").split()
    for path in [f"/api/v1/products/{id}" for id in ids[::300]] + ["/api/v1/products?limit=20", "/api/v1/users/me"]:
        answers = [json.loads(server.get(path, token)) for server in stage.servers]
        if any(answer != answers[0] for answer in answers):
            raise SystemExit(f"error: the servers answer differently to GET {path}: {answers}")
    order = {"items": [{"productId": id, "quantity": 1} for id in ids[:2]]}
    shapes = []
    for server in stage.servers:
        status, body = server.request("POST", "/api/v1/orders", order, token)
        placed = json.loads(body)
        shapes.append((status, sorted(placed), [sorted(item) for item in placed.get("items", [])], placed.get("total")))
    if any(shape != shapes[0] for shape in shapes) or shapes[0][0] != 201:
        raise SystemExit(f"error: the servers answer differently to an order: {shapes}")


def load(stage, server, cell, seconds, token):
    """One burst of load: what it cost, and what came out."""
    name, connections = cell
    threads = 1 if connections < 64 else 2
    environment = {"PATH": os.environ["PATH"]}
    if name in NEEDS_TOKEN:
        environment["STOA_BENCH_TOKEN"] = token
    command = [
        "wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", LOAD, server.url, "--", name,
        stage.ids,
    ]
    postgres, process = stage.postgres.read(), cpu_of(server.pid)
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds + 30)
    after = cpu_of(server.pid)
    used = stage.postgres.between(postgres, stage.postgres.read())
    lines = [line for line in done.stdout.splitlines() if line.startswith("result ")]
    if after is None or not lines:
        raise SystemExit(f"error: {server.name} or wrk ended during {TITLES[name]}: {done.stderr[-300:]}; see {FOLDER}")
    server.empty_log()
    outcome = json.loads(lines[0].removeprefix("result "))
    requests = max(1, outcome["requests"])
    return {
        "server_us": (after - process) / 1000 / requests, "postgres_us": used / 1000 / requests,
        "requests_per_second": requests / outcome["seconds"], **outcome,
    }


def result(stage, options, cells, figures):
    names = {"stoa": "stoa", "express": "Express + pg"}
    if "express" in [server.name for server in stage.servers]:
        found = peers.versions(FOLDER / "express" / "usr" / "share" / "nodejs")
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
        names["express"] = f"Express {found[0]} + pg {found[1]}, node {node}"
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "architecture": platform.machine(), "load_average": os.getloadavg()[0]},
        "postgres": stage.sql("-c", "SHOW server_version").split()[0], "seconds": options.seconds, "rounds": options.rounds, "notes": stage.notes,
        "servers": {server.name: names[server.name] for server in stage.servers},
        "cells": [
            {"cell": name, "title": TITLES[name], "connections": connections, "rounds": figures[(name, connections)]}
            for name, connections in cells
        ],
    }
