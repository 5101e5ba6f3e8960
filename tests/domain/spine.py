"""Small works on the spine: events and jobs without a desk around them."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from tortoise.connection import get_connection

from domain.actors import SYSTEM
from domain.database.statements import insert_rows, run
from domain.events import COLUMNS, NewEvent
from domain.ids import new_id
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import EventKind, JobKind, SubjectType


def an_event(ticket_id: str | None = None, **values: Any) -> NewEvent:
    ticket_id = ticket_id or new_id("tkt")
    return NewEvent(
        EventKind.TICKET_UPDATED, SubjectType.TICKET, ticket_id, ticket_id=ticket_id, **values
    )


async def record(uow: UnitOfWork, number: int = 1) -> list[str]:
    """A work that writes `number` events; gives their ids."""
    return [uow.record(an_event(data={"number": i})) for i in range(number)]


async def insert_events(uow: UnitOfWork, ids: Sequence[str]) -> None:
    """Write events of these ids at once, not at the end of the unit of work."""
    rows = [an_event().as_values(event_id, uow.actor, uow.now, None) for event_id in ids]
    for statement in insert_rows("event", COLUMNS, rows):
        await run(uow.db, statement)


async def write_events(number: int, each: int = 1) -> list[str]:
    """`number` events in transactions of `each`; their ids in the order of commit."""
    ids = []
    while len(ids) < number:
        ids += await transact(record, SYSTEM, min(each, number - len(ids)))
    return ids


async def enqueue(uow: UnitOfWork, key: str, **values: Any) -> None:
    uow.enqueue(JobKind.PRUNE, key, **values)


async def scalar(statement: str) -> Any:
    [row] = await get_connection("default").execute_query_dict(statement)
    [value] = row.values()
    return value


async def until(
    condition: Callable[[], bool | Awaitable[bool]], within_s: float = 10.0, every_s: float = 0.01
) -> None:
    """Wait for a condition; fails when it does not hold in time."""
    deadline = time.monotonic() + within_s
    while True:
        holds = condition()
        if isinstance(holds, Awaitable):
            holds = await holds
        if holds:
            return
        assert time.monotonic() < deadline, "waited in vain"
        await asyncio.sleep(every_s)


@asynccontextmanager
async def running(work: Awaitable[Any]) -> AsyncIterator["asyncio.Future[Any]"]:
    """`work` as a task that is cancelled at the end, if it has not ended."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
