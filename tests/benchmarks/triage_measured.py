"""T1: a queue of tickets for a model that takes a second, with 100 questions at a time."""

import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import httpx

from tests.benchmarks import machine
from tests.benchmarks.database import count_due_jobs, queue_triage
from tests.benchmarks.desk import BenchDesk
from tests.benchmarks.server import Server
from tests.benchmarks.slow_model import ANSWER_S
from tests.e2e.processes import ROOT

IN_FLIGHT = 100
POLL_S = 0.5


@dataclass(frozen=True)
class TriageFigures:
    """`share_of_ideal` is the ideal time, 100 questions a second, over the time it took from
    the first question to the last answer. CPU is that of the worker for one ticket, and
    `settled_s` the time after the last answer, until each is assigned and mails are dealt with."""

    tickets: int
    seconds: float
    share_of_ideal: float
    cpu_ms: float
    settled_s: float
    most_in_flight: int


def measure_triage(desk: BenchDesk) -> TriageFigures:
    """One `deskwire worker` at the given concurrency on the processor of the measured."""
    model = Server(
        "model",
        [sys.executable, "-m", "tests.benchmarks.slow_model"],
        {"PYTHONPATH": str(ROOT)},
        desk.live.folder,
        os.sched_getaffinity(0),
    )
    desk.live.environment |= {
        "DESKWIRE_LLM_BASE_URL": f"http://127.0.0.1:{model.port}/v1",
        "DESKWIRE_LLM_CONCURRENCY": str(IN_FLIGHT),
    }
    count = desk.sizes.triaged
    here = os.sched_getaffinity(0)
    os.sched_setaffinity(0, desk.server_cpus)  # which the worker inherits
    worker = desk.live.start_worker()
    os.sched_setaffinity(0, here)
    try:
        worker.wait_until("worker.started")
        before = machine.family_cpu_seconds(worker.process.pid)
        desk.postgres.run(queue_triage(desk.live.database_url, count))
        seen = _wait_for(model, count, worker)
        answered = time.perf_counter()
        _wait_until_settled(desk, count, worker)
        settled_s = time.perf_counter() - answered
        cpu_s = machine.family_cpu_seconds(worker.process.pid) - before
    finally:
        worker.stop()
        model.stop()
    ideal_s = count / IN_FLIGHT * ANSWER_S
    return TriageFigures(
        tickets=count,
        seconds=seen["seconds"],
        share_of_ideal=ideal_s / seen["seconds"],
        cpu_ms=cpu_s / count * 1000,
        settled_s=settled_s,
        most_in_flight=seen["most_in_flight"],
    )


def _wait_for(model: Server, count: int, worker: Any) -> dict[str, Any]:
    deadline = time.monotonic() + 60 + count / 5
    while True:
        worker.must_run()
        address = f"http://127.0.0.1:{model.port}/seen"
        seen = dict(httpx.get(address, trust_env=False).json())
        if seen["answered"] >= count:
            return seen
        if time.monotonic() > deadline:
            raise SystemExit(f"T1: {seen} of {count} tickets.\n{worker.tail()}")
        time.sleep(POLL_S)


def _wait_until_settled(desk: BenchDesk, count: int, worker: Any) -> None:
    deadline = time.monotonic() + 60 + count / 5
    while due := desk.postgres.run(count_due_jobs(desk.live.database_url)):
        worker.must_run()
        if time.monotonic() > deadline:
            raise SystemExit(f"T1: {due} jobs are left.\n{worker.tail()}")
        time.sleep(POLL_S)
