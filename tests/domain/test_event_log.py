"""Positions are given in commit order, and a reader that resumes misses nothing."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from tortoise.connection import get_connection

from domain.actors import SYSTEM
from domain.database import close_database, open_database
from domain.errors import DomainError, ErrorCode
from domain.event_log import check_position, head_position, prune_events, read_events
from domain.ids import new_id
from domain.models import Event
from domain.unit_of_work import UnitOfWork, transact
from tests.domain.spine import an_event, insert_events, record, running, until, write_events

WRITERS = 50
WORKS_EACH = 12


class ResumingReader:
    """Reads behind the highest position it has seen, again and again."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, str]] = []

    @property
    def position(self) -> int:
        return self.seen[-1][0] if self.seen else 0

    async def read_on(self) -> None:
        while True:
            batch = await read_events(self.position, limit=random.choice([3, 500, 500]))
            self.seen += [(event.position or 0, event.id) for event in batch]
            await asyncio.sleep(0)


@pytest.fixture
async def wide_db(database_url: str) -> AsyncIterator[None]:
    """With a connection for each writer, and one for the reader."""
    await open_database(database_url, pool_size=WRITERS + 1)
    yield
    await close_database()


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_a_resuming_reader_misses_none_of_fifty_concurrent_writers(wide_db: None) -> None:
    luck = random.Random(7)
    committed: list[str] = []

    async def work(uow: UnitOfWork, pauses: list[float], number: int, fails: bool) -> list[str]:
        """Inserts early and commits late, so that ids and commits are in different orders;
        the more events, the longer the commit."""
        ids = [new_id("evt") for _ in range(number)]
        await asyncio.sleep(pauses[0])
        await insert_events(uow, ids)
        await asyncio.sleep(pauses[1])
        if fails:
            raise RuntimeError("rolled back")
        return ids

    async def write() -> None:
        for _ in range(WORKS_EACH):
            pauses = [luck.uniform(0, 0.02), luck.uniform(0, 0.03)]
            number, fails = luck.choice([1, 1, 2, 40]), luck.random() < 0.1
            try:
                committed.extend(await transact(work, SYSTEM, pauses, number, fails))
            except RuntimeError:
                continue

    reader = ResumingReader()
    async with running(reader.read_on()):
        await asyncio.gather(*(write() for _ in range(WRITERS)))
        await until(lambda: len(reader.seen) >= len(committed))
    positions = [position for position, _ in reader.seen]
    assert positions == sorted(set(positions))
    seen = [event_id for _, event_id in reader.seen]
    assert sorted(seen) == sorted(committed)
    assert seen != sorted(seen), "the commits should not have come in the order of the inserts"


async def test_rolled_back_work_leaves_no_event_and_at_most_a_gap(db: str) -> None:
    first = await write_events(1)

    async def work(uow: UnitOfWork) -> None:
        await insert_events(uow, [new_id("evt")])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await transact(work, SYSTEM)
    second = await write_events(1)
    events = await read_events(0)
    assert [event.id for event in events] == first + second
    assert await head_position() == events[-1].position


async def test_no_committed_event_is_without_a_position(db: str) -> None:
    await asyncio.gather(*(transact(record, SYSTEM, 3) for _ in range(20)))
    assert await Event.filter(position=None).count() == 0
    assert await Event.all().count() == 60


async def test_reading_stops_at_the_limit_and_goes_on_behind_the_last(db: str) -> None:
    ids = await write_events(25, each=25)
    read: list[Event] = []
    while batch := await read_events(read[-1].position or 0 if read else 0, limit=10):
        assert len(batch) <= 10
        read += batch
    assert [event.id for event in read] == ids


async def test_the_head_of_an_empty_log_is_zero(db: str) -> None:
    assert await head_position() == 0
    await check_position(0)
    with pytest.raises(DomainError) as caught:
        await check_position(1)
    assert caught.value.code is ErrorCode.POSITION_EXPIRED


async def test_positions_below_the_pruned_and_above_the_head_have_expired(db: str) -> None:
    await write_events(10, each=10)
    events = await read_events(0)
    positions = [event.position or 0 for event in events]
    assert await transact(prune_events, SYSTEM, positions[3]) == 4
    for position in positions[3:]:
        await check_position(position)
    for position in (0, positions[2], positions[3] - 1, positions[-1] + 1, 10**18):
        with pytest.raises(DomainError) as caught:
            await check_position(position)
        assert caught.value.code is ErrorCode.POSITION_EXPIRED


async def test_the_head_stays_when_all_events_are_pruned(db: str) -> None:
    await write_events(3)
    head = await head_position()
    assert await transact(prune_events, SYSTEM, head) == 3
    assert await head_position() == head
    await check_position(head)
    await write_events(1)
    assert await head_position() > head


async def test_pruning_less_than_before_gives_nothing_back(db: str) -> None:
    await write_events(5)
    events = await read_events(0)
    await transact(prune_events, SYSTEM, events[3].position or 0)
    assert await transact(prune_events, SYSTEM, events[1].position or 0) == 0
    with pytest.raises(DomainError):
        await check_position(events[2].position or 0)


async def test_an_event_is_readable_when_all_it_speaks_of_is_gone(db: str) -> None:
    """It has no foreign keys: the ids in it may lead nowhere."""
    event = an_event(requester_id=new_id("usr"), assignee_id=new_id("usr"))

    async def work(uow: UnitOfWork) -> None:
        uow.record(event)

    await transact(work, SYSTEM)
    [row] = await read_events(0)
    assert (row.requester_id, row.assignee_id) == (event.requester_id, event.assignee_id)


async def test_the_position_of_an_event_cannot_be_taken_twice(db: str) -> None:
    await write_events(2)
    events = await read_events(0)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await get_connection("default").execute_query(
            f"UPDATE event SET position = {events[0].position} WHERE id = '{events[1].id}'"
        )
