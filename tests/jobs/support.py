"""A desk with services for tests of jobs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from domain import clock
from domain.actors import SYSTEM
from domain.job_queue import ClaimedJob
from domain.models import Job
from domain.settings import Settings
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import JobKind
from jobs.services import Finish, Services

PATIENCE_S = 20.0


def make_settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def make_services(**values: Any) -> Services:
    return Services(settings=make_settings(), **values)


async def enqueue(key: str, kind: JobKind = JobKind.PRUNE, **payload: Any) -> Job:
    """A job that is due; PRUNE stands for any kind, its handler is the test's."""

    async def work(uow: UnitOfWork) -> None:
        uow.enqueue(kind, key, payload)

    await transact(work, SYSTEM)
    return await Job.get(key=f"{kind.value.lower()}:{key}")


def handler(
    work: Callable[[ClaimedJob], Awaitable[None]],
    result: Callable[[UnitOfWork, ClaimedJob], Awaitable[None]] | None = None,
) -> Callable[[ClaimedJob, Services], Awaitable[Finish]]:
    """A job function that does `work` outside the transaction and `result` in it."""

    async def run(job: ClaimedJob, services: Services) -> Finish:
        await work(job)

        async def finish(uow: UnitOfWork) -> None:
            if result is not None:
                await result(uow, job)

        return finish

    return run


async def eventually(
    check: Callable[[], Awaitable[object]], patience_s: float = PATIENCE_S
) -> None:
    """Come back as soon as `check` gives something true."""
    async with asyncio.timeout(patience_s):
        while not await check():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def all_done() -> bool:
    """Nothing is due within the hour, but for learning, which waits for reviews to pause."""
    due = Job.filter(run_at__lt=clock.now() + timedelta(hours=1)).exclude(kind=JobKind.TRAIN)
    return not await due.filter(state__in=["PENDING", "RUNNING"]).exists()
