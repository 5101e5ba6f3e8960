"""What processes cost, and which processor they may use. Linux only: it reads /proc."""

import ctypes
import os
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_PR_SET_PDEATHSIG = 1
_CPUCLOCK_SCHED = 2


def processors() -> tuple[set[int], set[int]]:
    """The one for the measured server, and those for load, database and Redis.

    Raises SystemExit on a machine with one processor: nothing can be measured there.
    """
    first, *others = sorted(os.sched_getaffinity(0))
    if not others:
        raise SystemExit("The benchmarks need two processors: one for the server, one for load.")
    return {first}, set(others)


def begin_on(cpus: set[int]) -> None:
    """To be run in a new process: stay on these, and end with the parent."""
    os.sched_setaffinity(0, cpus)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def raise_open_files() -> int:
    """As many open files as the system lets us have, for this process and its children."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def cpu_seconds(pid: int) -> float:
    """User and system time of all threads of a process, those that have ended included.

    By its clock of nanoseconds, as clock_getcpuclockid(3) names it: /proc counts hundredths of a
    second, of which a change to 100 sockets takes a fifth.
    """
    return time.clock_gettime(~pid << 3 | _CPUCLOCK_SCHED)


def family_cpu_seconds(pid: int) -> float:
    """That of a process and its children, also of those it has waited for."""
    fields = _stat(pid)
    own = sum(int(field) for field in fields[11:15]) / TICKS
    return own + sum(cpu_seconds(child) for child in children(pid))


def parent(pid: int) -> int:
    return int(_stat(pid)[1])


def children(pid: int) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                is_child = parent(int(folder.name)) == pid
            except OSError:  # it has just ended
                continue
            if is_child:
                yield int(folder.name)


def resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES


@contextmanager
def only_this_runs(pid: int, others: list[int]) -> Iterator[None]:
    """Keep the other servers from using the processor that `pid` is measured on."""
    stopped = [other for other in others if other != pid]
    for other in stopped:
        os.kill(other, signal.SIGSTOP)
    try:
        yield
    finally:
        for other in stopped:
            os.kill(other, signal.SIGCONT)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on; the second may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
