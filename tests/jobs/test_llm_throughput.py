"""Many tickets against a slow model: as fast as the setting says, all of them, exactly booked."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from domain import tickets
from domain.actors import SYSTEM
from domain.catalog import ensure_defaults
from domain.models import Event, Job, LlmCall, LlmDay, Skill, TriageRun, User, UserSkill
from domain.ports import NoWaker
from domain.settings import Settings
from domain.tickets import NewTicket
from domain.unit_of_work import transact, use_waker
from domain.vocabulary import EventKind, JobKind, LlmOutcome, Role, TriageStatus
from jobs.adapters.llm import ProviderChain
from jobs.runner import Runner
from jobs.services import Services
from tests.domain.factories import Desk, make_user, open_desk
from tests.fake_llm import COST_MICROS
from tests.jobs.support import eventually, make_settings
from tests.slow_endpoint import counts, slow_endpoint

BEAT_S = 0.005


@dataclass
class Pulse:
    """How long the event loop let its tasks wait at most, and worked at most in between.

    On a busy machine it waits for the processor as well; `busiest_s` is the loop's own work.
    """

    longest_s: float = 0.0
    busiest_s: float = 0.0
    stalls_ms: list[int] = field(default_factory=list)

    async def beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, worked = loop.time() + BEAT_S, time.thread_time()
            await asyncio.sleep(BEAT_S)
            late_s = loop.time() - due
            self.longest_s = max(self.longest_s, late_s)
            self.busiest_s = max(self.busiest_s, time.thread_time() - worked)
            if late_s > 0.03:
                self.stalls_ms.append(round(late_s * 1000))


class _Wake:
    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None:
        if job_ids:
            self._runner.wake(job_ids)


async def make_desk() -> Desk:
    desk = await open_desk()
    await desk.category.delete()
    await transact(ensure_defaults, SYSTEM)
    skills = await Skill.all()
    for number in range(5):
        user = await make_user(f"Moderator {number}", Role.MODERATOR, capacity=1000)
        for skill in skills:
            await UserSkill.create(user_id=user.id, skill_id=skill.id)
    return desk


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Runner]:
    llm = ProviderChain(settings)
    runner = Runner(Services(settings=settings, llm=llm))
    await runner.start()
    use_waker(_Wake(runner))
    try:
        yield runner
    finally:
        use_waker(NoWaker())
        await runner.stop()
        await llm.close()


def settings_for(base_url: str, concurrency: int) -> Settings:
    return make_settings(llm_base_url=base_url, llm_api_key="k", llm_concurrency=concurrency)


async def create(desk: Desk, number: int) -> None:
    new = NewTicket("Charged twice", f"I was charged twice for order {number}.")
    await transact(tickets.create_ticket, desk.requester, new)


async def all_triaged() -> bool:
    left = TriageRun.filter(status__in=[TriageStatus.QUEUED, TriageStatus.STARTED])
    return not await left.exists()


async def check_books(base_url: str, count: int) -> None:
    """Each ticket once, each call once, and every sum to the micro-dollar."""
    runs = await TriageRun.all()
    assert len(runs) == count
    assert {run.status for run in runs} == {TriageStatus.COMPLETED}
    assert {run.fallback_reason for run in runs} == {None}
    calls = await LlmCall.all()
    seen = counts(base_url)
    assert seen["asked"] == seen["answered"] == len(calls) == count
    assert {call.outcome for call in calls} == {LlmOutcome.ANSWERED}
    assert all(run.cost_micros == COST_MICROS for run in runs)
    [day] = await LlmDay.all()
    assert (day.spent_micros, day.reserved_micros) == (count * COST_MICROS, 0)
    done = await Event.filter(kind=EventKind.TRIAGE_COMPLETED).values_list("ticket_id", flat=True)
    assert len(done) == len(set(done)) == count


async def seconds_from_creation() -> list[float]:
    """For each ticket, until its triage was there to be read."""
    made = {
        event.ticket_id: event.occurred_at
        for event in await Event.filter(kind=EventKind.TICKET_CREATED)
    }
    ended = await Event.filter(kind=EventKind.TRIAGE_COMPLETED)
    return [(event.occurred_at - made[event.ticket_id]).total_seconds() for event in ended]


async def test_tickets_are_asked_about_side_by_side(db: str) -> None:
    desk = await make_desk()
    with slow_endpoint(0.3) as base_url:
        for number in range(40):
            await create(desk, number)
        started = asyncio.get_running_loop().time()
        async with running(settings_for(base_url, 20)):
            await eventually(all_triaged, patience_s=60)
        took = asyncio.get_running_loop().time() - started
        await check_books(base_url, 40)
    assert took < 40 * 0.3 * 0.9, "one after the other takes 12 s"


@pytest.mark.scale
@pytest.mark.timeout(300)
async def test_a_thousand_tickets_go_through_at_the_speed_of_the_setting(db: str) -> None:
    desk = await make_desk()
    with slow_endpoint(1.0) as base_url:
        for number in range(1000):
            await create(desk, number)
        await Job.exclude(kind=JobKind.TRIAGE).delete()
        pulse = Pulse()
        async with running(settings_for(base_url, 20)) as runner:
            await eventually(lambda: asked_at_least(base_url, 20))
            beating = asyncio.create_task(pulse.beat())
            started, before = asyncio.get_running_loop().time(), await completed()
            await eventually(all_triaged, patience_s=200)
            took = asyncio.get_running_loop().time() - started
            beating.cancel()
            assert runner.is_alive
        rate = (1000 - before) / took
        print(f"{db}: {rate:.1f} tickets/s, {pulse}")
        await check_books(base_url, 1000)
    assert rate >= 17
    assert pulse.busiest_s < 0.05


@pytest.mark.scale
@pytest.mark.timeout(300)
async def test_a_ticket_is_triaged_in_less_than_three_seconds_without_a_backlog(db: str) -> None:
    desk = await make_desk()
    with slow_endpoint(1.0) as base_url:
        pulse = Pulse()
        async with running(settings_for(base_url, 20)):
            beating = asyncio.create_task(pulse.beat())
            for number in range(300):
                await create(desk, number)
                await asyncio.sleep(0.1)
            await eventually(all_triaged, patience_s=60)
            beating.cancel()
        seconds = sorted(await seconds_from_creation())
        median, slow = statistics.median(seconds), seconds[len(seconds) * 95 // 100]
        print(f"{db}: median {median:.2f} s, p95 {slow:.2f} s, {pulse}")
        await check_books(base_url, 300)
    assert median <= 2.8
    assert await User.filter(role=Role.MODERATOR).count() >= 5


async def asked_at_least(base_url: str, count: int) -> bool:
    return (await asyncio.to_thread(counts, base_url))["asked"] >= count


async def completed() -> int:
    return await TriageRun.filter(status=TriageStatus.COMPLETED).count()
