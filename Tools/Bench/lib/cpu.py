"""CPU time of other processes, children that die with us, and signals that become an exception."""

import ctypes
import os
import signal
import time


def cpu_of(pid):
    """Nanoseconds of CPU that the process has used, threads that have ended included; None when it is gone."""
    try:
        # A process's CPU clock has a number of its own (clock_getcpuclockid); 2 stands for the scheduler's exact count.
        return time.clock_gettime_ns((~pid << 3) | 2)
    except OSError:
        return None


def children_of(parent):
    """The direct children of a process."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdecimal():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stat:
                if int(stat.read().rpartition(")")[2].split()[1]) == parent:
                    found.append(int(name))
        except OSError:
            continue
    return found


class PostgresClock:
    """The CPU of a postmaster and of all of its children together."""

    def __init__(self, postmaster):
        self.postmaster = postmaster

    def read(self):
        clocks = {pid: cpu_of(pid) for pid in [self.postmaster, *children_of(self.postmaster)]}
        return {pid: clock for pid, clock in clocks.items() if clock is not None}

    @staticmethod
    def between(before, after):
        """Those born in between count from their birth; what one that has ended did in between is lost."""
        return sum(clock - before.get(pid, 0) for pid, clock in after.items())


class Interrupted(Exception):
    """Someone wants this to end."""


def stop_on_signals():
    def stop(*_):
        raise Interrupted
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def ignore_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


_libc = ctypes.CDLL(None)


def die_with_parent():
    """For a child, before it becomes another program: even kill -9 of us leaves no server behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    _libc.prctl(1, signal.SIGTERM)
