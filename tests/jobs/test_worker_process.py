"""Real worker processes: killed in the middle, stopped politely, and without Redis."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain import tickets
from domain.actors import SYSTEM
from domain.catalog.defaults import ensure_defaults
from domain.clock import now
from domain.models import (
    Assignment,
    Event,
    Job,
    Mail,
    Skill,
    Ticket,
    TriageRun,
    User,
    UserSkill,
)
from domain.tickets import NewTicket
from domain.unit_of_work import transact
from domain.vocabulary import DecidedBy, EventKind, JobKind, JobState, Role
from tests.domain.factories import actor_of, make_user
from tests.fake_llm import fake_model
from tests.jobs.support import all_done, eventually
from tests.servers.redis import RedisServer

ROOT = Path(__file__).resolve().parents[2]


class Workers:
    """Worker processes of one test; none outlives it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DESKWIRE_SECRET": "x" * 40,
            **environment,
        }
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        log = open(self._folder / f"worker-{len(self._processes)}.log", "wb")  # noqa: SIM115
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "jobs"],
                env=self.environment,
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)
        return process

    def end(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait()


@pytest.fixture
def workers(database_url: str, tmp_path: Path) -> Iterator[Workers]:
    started = Workers(tmp_path, DATABASE_URL=database_url)
    yield started
    started.end()


async def wait_for_exit(process: subprocess.Popen[bytes], patience_s: float = 30) -> int:
    return await asyncio.to_thread(process.wait, patience_s)


async def make_desk_ticket(count: int = 1) -> list[Ticket]:
    if not await User.exists():
        await transact(ensure_defaults, SYSTEM)
        max_ = await make_user("Max", Role.MODERATOR, capacity=1_000)
        for skill in await Skill.all():
            await UserSkill.create(user_id=max_.id, skill_id=skill.id)
        await make_user("Rita")
    rita = actor_of(await User.get(name="Rita"))
    new = NewTicket(title="Charged twice", description="Please help")
    return [await transact(tickets.create_ticket, rita, new) for _ in range(count)]


async def check_ended_once(ticket: Ticket) -> None:
    assert await TriageRun.filter(ticket_id=ticket.id, status="COMPLETED").count() == 1
    for kind in (EventKind.TRIAGE_COMPLETED, EventKind.TICKET_ASSIGNED):
        assert await Event.filter(ticket_id=ticket.id, kind=kind).count() == 1
    assert await Assignment.filter(ticket_id=ticket.id).count() == 1
    mails = await Mail.filter(ticket_id=ticket.id)
    assert sorted(mail.kind.value for mail in mails) == [
        "TICKET_ASSIGNED",
        "TICKET_IN_PROGRESS",
        "TICKET_RECEIVED",
    ]
    assert {mail.state.value for mail in mails} == {"KEPT"}


async def test_a_job_whose_worker_is_killed_in_the_middle_ends_once(
    db: str, workers: Workers, redis_url: str
) -> None:
    async with fake_model() as model:
        workers.environment |= {
            "REDIS_URL": redis_url,
            "DESKWIRE_LLM_BASE_URL": model.base_url,
        }
        model.hold()
        (ticket,) = await make_desk_ticket()
        victim = workers.start()
        async with asyncio.timeout(20):
            await model.asked.wait()
        victim.send_signal(signal.SIGKILL)
        await wait_for_exit(victim)
        model.release()
        # As if the 30 s of the lease had passed; tests/faults waits them out.
        held = Job.filter(state=JobState.RUNNING)
        assert await held.update(lease_until=now() - timedelta(seconds=1)) == 1
        workers.start()
        await eventually(all_done, patience_s=60)
        await check_ended_once(ticket)
        job = await Job.get(kind=JobKind.TRIAGE)
        assert (job.state, job.attempts) == (JobState.DONE, 2)
        assert (await Ticket.get(id=ticket.id)).category_decided_by is DecidedBy.LLM


async def test_a_worker_that_is_told_to_stop_leaves_no_job_behind(
    db: str, workers: Workers
) -> None:
    made = await make_desk_ticket(5)
    worker = workers.start()
    await eventually(all_done, patience_s=60)
    worker.send_signal(signal.SIGTERM)
    assert await wait_for_exit(worker) == 0
    for ticket in made:
        await check_ended_once(ticket)


@pytest.mark.timeout(110)
async def test_jobs_run_while_redis_is_stopped_flushed_and_started_again(
    db: str, workers: Workers, redis_server: RedisServer
) -> None:
    workers.environment["REDIS_URL"] = redis_server.url
    both = [workers.start(), workers.start()]
    made = await make_desk_ticket(3)
    await eventually(all_done, patience_s=40)
    redis_server.stop()
    made += await make_desk_ticket(3)
    await eventually(all_done, patience_s=30)
    redis_server.start()
    redis_server.flush()
    made += await make_desk_ticket(3)
    await eventually(all_done, patience_s=30)
    for worker in both:
        assert worker.poll() is None
        worker.send_signal(signal.SIGTERM)
    for worker in both:
        assert await wait_for_exit(worker) == 0
    for ticket in made:
        await check_ended_once(ticket)
