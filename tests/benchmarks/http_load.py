"""The load: one process, some connections, each with one prepared request after the other.

`python -m tests.benchmarks.http_load` reads a plan as JSON from standard input and writes what
it measured to standard output. It reads the clocks of the servers itself, at the beginning and
the end of what it counts. Nothing is parsed but the end of each answer.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from typing import cast

import uvloop

from tests.benchmarks.machine import cpu_seconds, family_cpu_seconds

HEAD_END = b"\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"
MOST_WARM_UP_S = 120.0


@dataclass(frozen=True)
class Plan:
    """`requests` are whole HTTP requests in Latin-1; connections take them in turn. Nothing is
    counted before `warm_up_s` and as many answers: compilers need some to see what is hot."""

    port: int
    requests: list[str]
    connections: int
    warm_up_s: float
    warm_up_answers: int
    sample_s: float
    server_pid: int
    postgres_pid: int


@dataclass(frozen=True)
class Sample:
    """Seconds of processor time within `seconds` by the clock; latencies in milliseconds."""

    answers: int
    seconds: float
    server_cpu_s: float
    postgres_cpu_s: float
    load_cpu_s: float
    p50_ms: float
    p99_ms: float


class Load:
    def __init__(self, plan: Plan) -> None:
        self.requests = [text.encode("latin-1") for text in plan.requests]
        self.sent = 0
        self.latencies: list[float] = []
        self.failure: str | None = None
        self.is_over = False
        self.connections: list[Connection] = []

    async def end(self) -> None:
        """Close every connection; what is under way is not waited for."""
        self.is_over = True
        for connection in self.connections:
            connection.close()
        await asyncio.gather(*(connection.lost for connection in self.connections))

    def next_request(self) -> bytes:
        self.sent += 1
        return self.requests[self.sent % len(self.requests)]


class Connection(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self._load = load
        self._answer = b""
        self._asked = 0.0
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not _is_whole(self._answer):
            return
        self._load.latencies.append(time.perf_counter() - self._asked)
        answer, self._answer = self._answer, b""
        if not answer.startswith(b"HTTP/1.1 200") or b'"errors":[{' in answer:
            self._load.failure = answer[:1500].decode("latin-1")
            self._transport.close()
        elif not self._load.is_over:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(None)
        if not self._load.is_over and self._load.failure is None:
            self._load.failure = f"The connection ended: {exc}"

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        self._transport.write(self._load.next_request())


def _is_whole(answer: bytes) -> bool:
    head_end = answer.find(HEAD_END)
    if head_end < 0:
        return False
    head = answer[:head_end].lower()
    place = head.find(b"content-length:")
    if place < 0:
        return answer.endswith(LAST_CHUNK)
    length = int(head[place + 15 :].split(b"\r\n", 1)[0])
    return len(answer) >= head_end + len(HEAD_END) + length


async def measure(plan: Plan) -> Sample:
    loop = asyncio.get_running_loop()
    load = Load(plan)
    for _ in range(plan.connections):
        _, connection = await loop.create_connection(
            lambda: Connection(load), "127.0.0.1", plan.port
        )
        load.connections.append(connection)
    await _warm_up(load, plan)
    load.latencies.clear()
    before, began = _clocks(plan), time.perf_counter()
    await asyncio.sleep(plan.sample_s)
    seconds, after = time.perf_counter() - began, _clocks(plan)
    latencies = sorted(load.latencies)
    await load.end()
    if load.failure is not None:
        raise SystemExit(f"A server did not answer as it should:\n{load.failure}")
    if not latencies:
        raise SystemExit(f"No answer within {plan.sample_s} s.")
    server, postgres, own = (b - a for a, b in zip(before, after, strict=True))
    return Sample(
        answers=len(latencies),
        seconds=seconds,
        server_cpu_s=server,
        postgres_cpu_s=postgres,
        load_cpu_s=own,
        p50_ms=latencies[len(latencies) // 2] * 1000,
        p99_ms=latencies[int(len(latencies) * 0.99)] * 1000,
    )


async def _warm_up(load: Load, plan: Plan) -> None:
    await asyncio.sleep(plan.warm_up_s)
    deadline = time.monotonic() + MOST_WARM_UP_S
    while len(load.latencies) < plan.warm_up_answers and load.failure is None:
        if time.monotonic() > deadline:
            raise SystemExit(f"Only {len(load.latencies)} answers within {MOST_WARM_UP_S:.0f} s.")
        await asyncio.sleep(0.05)


def _clocks(plan: Plan) -> tuple[float, float, float]:
    return (
        cpu_seconds(plan.server_pid),
        family_cpu_seconds(plan.postgres_pid),
        time.process_time(),
    )


if __name__ == "__main__":
    measured = uvloop.run(measure(Plan(**json.load(sys.stdin))))
    json.dump(asdict(measured), sys.stdout)
