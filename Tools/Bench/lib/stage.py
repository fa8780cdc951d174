"""What is measured on: a private cluster with the demo data, and the servers beside each other."""

import fcntl
import os
import pathlib
import shutil
import subprocess
import sys

import peers
from cpu import PostgresClock, ignore_signals
from servers import Server, free_port, stoa_environment

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
FOLDER = REPOSITORY / ".build" / "bench"
PERSON = ("ada@example.com", "sunlit-colonnade-7412")


def say(text):
    print(text, file=sys.stderr, flush=True)


class Stage:
    def __init__(self, options):
        self.options = options
        self.servers = []
        self.notes = []

    def __enter__(self):
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.lock = open(FOLDER / "lock", "w", encoding="utf-8")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit("error: another benchmark is running in this repository; wait for it")
        self.cluster_folder = FOLDER / "cluster"
        self.keys = FOLDER / "keys"
        try:
            self.wipe()
            self.start_database()
            self.start_servers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        ignore_signals()
        for server in self.servers:
            server.stop()
        self.wipe()

    def wipe(self):
        if self.cluster_folder.exists():
            self.cluster("wipe")
        shutil.rmtree(self.keys, ignore_errors=True)

    def cluster(self, command, *arguments, environment=None):
        """Tools/cluster; its output, once it has succeeded. In a session of its own: Ctrl-C is ours to answer."""
        done = subprocess.run(
            [REPOSITORY / "Tools" / "cluster", command, self.cluster_folder, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True, check=True,
            env={**os.environ, **(environment or {})})
        return done.stdout.strip()

    def sql(self, *arguments, superuser=False):
        role = {"STOA_SUPERUSER": "1"} if superuser else {}
        return self.cluster("psql", "primary", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *arguments, environment=role)

    def start_database(self):
        say("a private cluster, durable, without replicas; the small demo data")
        self.cluster("up", "--replicas", "0", "--durable")
        self.url = self.cluster("url", "primary")
        postmaster = int(self.cluster("status", "--json").partition('"pid":')[2].partition(",")[0])
        self.postgres = PostgresClock(postmaster)
        self.keys.mkdir(mode=0o700)
        self.stoa("migrate", "up")
        self.stoa(
            "users", "create", "--email", PERSON[0], "--role", "customer", "--name", "Ada Lovelace", given=PERSON[1] + "\n")
        self.sql("-v", "scale=small", "-f", str(REPOSITORY / "Tools" / "Seed" / "seed.sql"))
        # Enough for any number of orders. Plans and visibility as they are in a database that has run for a while.
        self.sql("-c", "UPDATE products.stock SET on_hand = 1000000000")
        self.sql("-c", "VACUUM (FREEZE, ANALYZE)", "-c", "CHECKPOINT", superuser=True)
        self.ids = FOLDER / "products"
        self.ids.write_text(
            self.sql("-c", "SELECT id FROM products.products WHERE status = 'active' ORDER BY id") + "\n", encoding="utf-8")

    def stoa(self, *arguments, given=None):
        subprocess.run(
            [os.environ["STOA_BINARY"], *arguments], input=given or "", text=True, check=True, start_new_session=True,
            stdout=subprocess.DEVNULL, env=stoa_environment(self))

    def start_servers(self):
        port = free_port()
        stoa = Server(
            "stoa", port, [os.environ["STOA_BINARY"], "serve", "--no-jobs"],
            {**stoa_environment(self), "HTTP_PORT": str(port), "MANAGEMENT_PORT": str(free_port())},
            FOLDER / "stoa.log")
        self.servers.append(stoa)
        stoa.wait_until_ready("/health/ready")
        if "express" in self.options.peers:
            self.start_express(stoa)

    def start_express(self, stoa):
        try:
            modules = peers.express(FOLDER / "express")
        except peers.Unavailable as reason:
            self.notes.append(f"without Express: {reason}")
            say(self.notes[-1])
            return
        port = free_port()
        express = Server(
            "express", port, ["node", str(peers.EXPRESS / "server.js")],
            {"PATH": os.environ["PATH"], "NODE_PATH": str(modules), "NODE_ENV": "production", "PORT": str(port),
             "DATABASE_URL": self.url, "JWKS": stoa.get("/.well-known/jwks.json").decode(), "ISSUER": "stoa",
             "AUDIENCE": "stoa"},
            FOLDER / "express.log")
        self.servers.append(express)
        express.wait_until_ready("/health/live")
