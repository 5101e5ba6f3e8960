"""From samples to figures: one row for each server, and the ratios that the goals name."""

from dataclasses import dataclass

from tests.benchmarks import http_load, socket_load
from tests.benchmarks.desk import OURS
from tests.benchmarks.machine import TICKS
from tests.benchmarks.rounds import Spread, ratios

BUSY = 0.9

HttpSamples = dict[str, list[http_load.Sample]]
SocketSamples = dict[str, list[socket_load.Sample]]


@dataclass(frozen=True)
class Table:
    """Rows by server, columns by what was measured; ratios by what they say; and what makes
    the figures doubtful."""

    title: str
    rows: dict[str, dict[str, Spread]]
    ratios: dict[str, Spread]
    doubts: tuple[str, ...] = ()


def request_table(title: str, samples: HttpSamples, peers: tuple[str, ...]) -> Table:
    """Microseconds of processor time for each answer; `busy` is a share of one processor."""
    rows = {
        name: {
            "CPU µs": Spread.of(_cpu_us(it) for it in taken),
            "PostgreSQL µs": Spread.of(it.postgres_cpu_s / it.answers * 1e6 for it in taken),
            "a second": Spread.of(map(_rate, taken)),
            "p50 ms": Spread.of(it.p50_ms for it in taken),
            "p99 ms": Spread.of(it.p99_ms for it in taken),
            "server busy": Spread.of(it.server_cpu_s / it.seconds for it in taken),
            "load busy": Spread.of(it.load_cpu_s / it.seconds for it in taken),
        }
        for name, taken in samples.items()
    }
    ours = samples[OURS]
    cheapest = min(peers, key=lambda name: rows[name]["CPU µs"].median)
    fastest = max(peers, key=lambda name: rows[name]["a second"].median)
    found = {
        f"{cheapest}'s CPU to ours (more is better)": ratios(
            map(_cpu_us, samples[cheapest]), map(_cpu_us, ours)
        ),
        f"our requests a second to {fastest}'s (more is better)": ratios(
            map(_rate, ours), map(_rate, samples[fastest])
        ),
    }
    for floor in samples.keys() - {OURS, *peers}:
        found[f"our CPU to that of {floor} (less is better)"] = ratios(
            map(_cpu_us, ours), map(_cpu_us, samples[floor])
        )
    doubts = tuple(
        f"the load was as busy as can be for {name}: its requests a second may be more"
        for name, row in rows.items()
        if row["load busy"].median > BUSY
    )
    return Table(title, rows, dict(sorted(found.items(), reverse=True)), doubts)


def push_table(title: str, samples: SocketSamples, peer: str, floor: str) -> Table:
    rows = {
        name: {
            "CPU µs a message": Spread.of(it.server_cpu_s / it.messages * 1e6 for it in taken),
            "messages a core-second": Spread.of(map(_pushed, taken)),
            "arrival p50 ms": Spread.of(it.p50_ms for it in taken),
            "arrival p99 ms": Spread.of(it.p99_ms for it in taken),
            # Later rounds find memory that the first has left.
            "KiB an idle subscriber": Spread.of([taken[0].idle_bytes / 1024 / taken[0].sockets]),
            "watchers' CPU µs": Spread.of(it.load_cpu_s / it.messages * 1e6 for it in taken),
        }
        for name, taken in samples.items()
    }
    ours = [_pushed(it) for it in samples[OURS]]
    found = {
        f"our messages a core-second to {other}'s (more is better)": ratios(
            ours, map(_pushed, samples[other])
        )
        for other in (peer, floor)
    }
    return Table(title, rows, found)


def _cpu_us(sample: http_load.Sample) -> float:
    return sample.server_cpu_s / sample.answers * 1e6


def _rate(sample: http_load.Sample) -> float:
    return sample.answers / sample.seconds


def _pushed(sample: socket_load.Sample) -> float:
    """The clocks of processes tick every 10 ms: fewer than that is not known."""
    return sample.messages / max(sample.server_cpu_s, 1 / TICKS)
