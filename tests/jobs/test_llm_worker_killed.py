"""kill -9 of a worker in the middle of many questions: no ticket and no cost is lost."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain import clock
from domain.models import Event, Job, LlmCall, LlmDay, TriageRun
from domain.vocabulary import EventKind, JobState, LlmOutcome, TriageStatus
from tests.fake_llm import COST_MICROS
from tests.jobs.support import eventually
from tests.jobs.test_llm_throughput import all_triaged, completed, create, make_desk
from tests.slow_endpoint import counts, slow_endpoint

ROOT = Path(__file__).resolve().parents[2]
CONCURRENCY = 10


class Workers:
    """Worker processes of one test; none outlives it."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._url, self._folder = database_url, folder
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, base_url: str) -> subprocess.Popen[bytes]:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": self._url,
            "DESKWIRE_SECRET": "x" * 40,
            "DESKWIRE_LLM_BASE_URL": base_url,
            "DESKWIRE_LLM_API_KEY": "k",
            "DESKWIRE_LLM_CONCURRENCY": str(CONCURRENCY),
        }
        with open(self._folder / f"worker-{len(self._processes)}.log", "wb") as log:
            command = [sys.executable, "-m", "jobs"]
            process = subprocess.Popen(
                command, env=environment, cwd=self._folder, stdout=log, stderr=log
            )
        self._processes.append(process)
        return process

    def end(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@pytest.fixture
def workers(database_url: str, tmp_path: Path) -> Iterator[Workers]:
    started = Workers(database_url, tmp_path)
    yield started
    started.end()


async def kill_half_way(count: int, latency_s: float, workers: Workers) -> None:
    desk = await make_desk()
    with slow_endpoint(latency_s) as base_url:
        for number in range(count):
            await create(desk, number)
        victim = workers.start(base_url)
        await eventually(lambda: _is_half_way(count // 4), patience_s=60)
        victim.send_signal(signal.SIGKILL)
        await asyncio.to_thread(victim.wait)
        # As if the 30 s of its leases had passed.
        past = clock.now() - timedelta(hours=1)
        await Job.filter(state=JobState.RUNNING).update(lease_until=past)
        workers.start(base_url)
        await eventually(all_triaged, patience_s=count)
        await check(count, counts(base_url)["asked"])


async def _is_half_way(count: int) -> bool:
    """So many are done, and others are asked about right now."""
    asking = await LlmCall.filter(outcome=LlmOutcome.STARTED).count()
    return asking > 1 and await completed() >= count


async def check(count: int, asked: int) -> None:
    runs = await TriageRun.all()
    assert len(runs) == count
    assert {run.status for run in runs} == {TriageStatus.COMPLETED}
    ended = await Event.filter(kind=EventKind.TRIAGE_COMPLETED).values_list("ticket_id", flat=True)
    assert len(ended) == len(set(ended)) == count
    calls = await LlmCall.all()
    answered = [call for call in calls if call.outcome is LlmOutcome.ANSWERED]
    lost = [call for call in calls if call.outcome is LlmOutcome.STARTED]
    assert len(calls) == len(answered) + len(lost)
    assert asked <= len(calls) <= asked + CONCURRENCY, "each was written down before it was sent"
    assert 0 < len(lost) <= CONCURRENCY
    assert sum(run.cost_micros for run in runs) == len(answered) * COST_MICROS
    [day] = await LlmDay.all()
    assert day.spent_micros == len(answered) * COST_MICROS
    assert day.reserved_micros == sum(call.reserved_micros for call in lost) > 0


@pytest.mark.timeout(150)
async def test_no_ticket_and_no_cost_is_lost_with_a_worker(db: str, workers: Workers) -> None:
    await kill_half_way(40, 0.5, workers)


@pytest.mark.scale
@pytest.mark.timeout(400)
async def test_none_of_a_thousand_is_lost_with_a_worker(db: str, workers: Workers) -> None:
    await kill_half_way(1000, 1.0, workers)
