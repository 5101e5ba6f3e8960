"""The one way to change anything: rows, event and jobs in one short transaction.

Each unit of work runs in a task of its own, so that a caller that goes away (a closed
connection, a time-out) cannot stop it half-way, and is tried again when the database
breaks it off to resolve a deadlock.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from tortoise import Model
from tortoise.backends.base.client import TransactionalDBClient
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from domain import clock
from domain.actors import Actor
from domain.database.postgres import ChangedMeanwhile
from domain.database.statements import (
    Statement,
    alone,
    insert,
    insert_rows,
    is_one,
    run_together,
)
from domain.database.violations import broken_constraint
from domain.database.watching import run_watched, watched_key
from domain.events import COLUMNS, NewEvent
from domain.ids import new_id
from domain.models import Job
from domain.ports import NoWaker, Waker
from domain.vocabulary import JobKind

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 6
# Serialisation failure, deadlock, lock not available.
RETRIED_SQLSTATES = frozenset({"40001", "40P01", "55P03"})

correlation_id: ContextVar[str | None] = ContextVar("correlation_id", default=None)
log = structlog.get_logger(__name__)


@dataclass(slots=True)
class UnitOfWork:
    """What one transaction has gathered so far.

    `now` is the one moment at which all of it happens. `may_watch` is whether rows may be read
    without a lock at first (domain.database.watching): not after somebody else was faster.
    """

    actor: Actor
    db: TransactionalDBClient
    may_watch: bool = True
    now: datetime = field(default_factory=clock.now)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    woken_jobs: list[str] = field(default_factory=list)
    _later: dict[str, Statement] = field(default_factory=dict)

    def record(self, event: NewEvent) -> str:
        """Add `event` to the log when the transaction commits; returns its id."""
        event_id = new_id("evt")
        self.events.append(event.as_values(event_id, self.actor, self.now, correlation_id.get()))
        return event_id

    def enqueue(
        self,
        kind: JobKind,
        key: str,
        payload: dict[str, Any] | None = None,
        *,
        ticket_id: str | None = None,
        delay: timedelta = timedelta(),
        is_bulk: bool = False,
    ) -> None:
        """Make a job due after `delay`. A second job with the same `kind:key` is ignored.

        One that `is_bulk` lets all others go first, and wakes nobody.
        """
        self.jobs.append(
            Job(
                id=new_id("job"),
                kind=kind,
                key=f"{kind.value.lower()}:{key}",
                payload=payload or {},
                ticket_id=ticket_id,
                run_at=self.now + delay,
                is_bulk=is_bulk,
                correlation_id=correlation_id.get(),
                created_at=self.now,
            )
        )

    def wake_job(self, job_id: str) -> None:
        """Have a job that is in the database already looked at after the commit."""
        self.woken_jobs.append(job_id)

    async def write_later(self, row: str, statement: Statement) -> None:
        """Write this row at the end, together with the event; nothing may read it before then."""
        await self.settle(row)
        self._later[row] = statement

    async def insert_later(self, row: Model) -> None:
        """Insert this row at the end, as `write_later` does."""
        await self.write_later(row.pk, *insert([row]))
        row._saved_in_db = True

    async def settle(self, row: str | None = None) -> None:
        """Write now what was to be written later; for a `row`, only if that is among it."""
        if self._later if row is None else row in self._later:
            statements, self._later = [*self._later.values()], {}
            await run_together(self.db, statements)

    async def _flush(self) -> None:
        later, self._later = self._later, {}
        watched = watched_key(self.db)
        write = later.pop(watched, None) if watched is not None else None
        statements = [*later.values()]
        if self.jobs:
            statements += insert(self.jobs, ignore_conflicts=True)
        # Events get their positions in the order in which they are inserted.
        events = insert_rows("event", COLUMNS, self.events)
        together, others = [*statements, *events[:1]], events[1:]
        if write is not None:
            if is_one([write, *together]) and not others:
                return await run_watched(self.db, write, together)
            together.insert(0, write)
        is_all = is_one(together) and not others and watched is None
        with alone(self.db) if is_all else nullcontext():
            await run_together(self.db, together)
        for statement in others:
            await run_together(self.db, [statement])


@dataclass(slots=True)
class _Runtime:
    waker: Waker = field(default_factory=NoWaker)
    running: set[asyncio.Task[Any]] = field(default_factory=set)


_runtime = _Runtime()


def use_waker(waker: Waker) -> None:
    """Name what is told after each commit of this process."""
    _runtime.waker = waker


async def transact(
    work: Callable[Concatenate[UnitOfWork, P], Awaitable[T]],
    actor: Actor,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run `work(uow, *args)` as `actor` in one transaction and return what it returns.

    Anything it raises undoes all of it; a constraint of the database that it breaks becomes
    a DomainError NOT_FOUND (a row it refers to is gone), NOT_UNIQUE or INVALID. When the
    caller is cancelled the work still ends in its own task. Work may run more than once
    (deadlocks, watched rows), so it must touch nothing but the database and `uow`.
    """

    async def attempt() -> T:
        return await _attempts(lambda uow: work(uow, *args, **kwargs), actor)

    task = asyncio.create_task(attempt())
    _runtime.running.add(task)
    task.add_done_callback(_finished)
    return await asyncio.shield(task)


async def finish_running_work() -> None:
    """Wait for every unit of work still under way; called at shutdown."""
    while _runtime.running:
        await asyncio.wait(set(_runtime.running))


def _finished(task: asyncio.Task[Any]) -> None:
    _runtime.running.discard(task)
    if not task.cancelled():
        task.exception()  # seen: the caller may be gone


async def _attempts(work: Callable[[UnitOfWork], Awaitable[T]], actor: Actor) -> T:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _once(work, actor, may_watch=attempt == 1)
        except Exception as error:
            if attempt == ATTEMPTS or not _is_passing(error):
                raise
            log.info("unit_of_work.retried", attempt=attempt, error=type(error).__name__)
            if isinstance(error, ChangedMeanwhile):
                continue
        await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311
    raise AssertionError("unreachable")


async def _once(work: Callable[[UnitOfWork], Awaitable[T]], actor: Actor, *, may_watch: bool) -> T:
    try:
        async with in_transaction() as db:
            uow = UnitOfWork(actor, db, may_watch)
            result = await work(uow)
            await uow._flush()
    except IntegrityError as error:
        raise broken_constraint(error) from error
    prompt = [job.id for job in uow.jobs if job.run_at <= uow.now and not job.is_bulk]
    due = prompt + uow.woken_jobs
    if uow.events or due:
        _runtime.waker.wake(events=bool(uow.events), job_ids=tuple(due))
    return result


def _is_passing(error: Exception) -> bool:
    if isinstance(error, ChangedMeanwhile):
        return True
    if getattr(error, "sqlstate", None) in RETRIED_SQLSTATES:
        return True
    return isinstance(error, OperationalError) and "locked" in str(error)
