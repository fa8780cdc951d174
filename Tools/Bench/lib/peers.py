"""Debian's Express and pg, unpacked into a folder: apt cannot install them beside every build of nodejs."""

import pathlib
import shutil
import subprocess
import sys

EXPRESS = pathlib.Path(__file__).resolve().parents[1] / "peers" / "express"
PROBE = "require('express')(); require('pg'); console.log(require('express/package').version, require('pg/package').version)"


class Unavailable(Exception):
    """Why a peer cannot be measured here."""


def express(folder):
    """The folder for NODE_PATH; downloads what is not there yet."""
    if not shutil.which("node"):
        raise Unavailable("there is no node (apt-get install nodejs)")
    modules = folder / "usr" / "share" / "nodejs"
    if not works(modules):
        download(folder)
        if not works(modules):
            raise Unavailable(f"node cannot load express and pg from {modules}: {probe(modules).stderr.strip()[-200:]}")
    return modules


def versions(modules):
    """The versions of Express and of pg."""
    return probe(modules).stdout.split()


def works(modules):
    return modules.is_dir() and probe(modules).returncode == 0


def probe(modules):
    return subprocess.run(
        ["node", "-e", PROBE], env={"NODE_PATH": str(modules), "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60, start_new_session=True)


def download(folder):
    for program in ("apt-get", "dpkg"):
        if not shutil.which(program):
            raise Unavailable(f"there is no {program} to fetch Debian's express and pg with")
    print("fetching Debian's express and pg", file=sys.stderr, flush=True)
    packages = folder / "packages"
    shutil.rmtree(folder, ignore_errors=True)
    packages.mkdir(parents=True)
    names = (EXPRESS / "packages.txt").read_text(encoding="utf-8").split()
    done = subprocess.run(
        ["apt-get", "download", "-q", *names], cwd=packages, capture_output=True, text=True, timeout=300,
        start_new_session=True)
    if done.returncode != 0:
        raise Unavailable(f"apt-get download failed: {done.stderr.strip()[-200:]} (apt-get update?)")
    for package in sorted(packages.glob("*.deb")):
        subprocess.run(["dpkg", "-x", package, folder], check=True, timeout=60, start_new_session=True)
