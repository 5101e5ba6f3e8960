"""The live feed: every event to every follower, in order, once."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from domain import event_log
from domain import feed as feed_module
from domain.actors import SYSTEM
from domain.errors import DomainError, ErrorCode
from domain.event_log import head_position, prune_events, read_events
from domain.feed import BUFFER_SIZE, Delivery, LiveFeed
from domain.models import Event
from domain.ports import NoWaker
from domain.unit_of_work import transact, use_waker
from tests.domain.spine import running, until, write_events


class Hints:
    """Wakes a feed as a process of the desk does."""

    def __init__(self, feed: LiveFeed) -> None:
        self._feed = feed

    def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None:
        if events:
            self._feed.wake()


@pytest.fixture
async def feed(db: str) -> AsyncIterator[LiveFeed]:
    feed = LiveFeed()
    await feed.start()
    use_waker(Hints(feed))
    yield feed
    use_waker(NoWaker())
    await feed.stop()


class Reader:
    """A follower that notes what it gets."""

    def __init__(self, feed: LiveFeed, after: int | None) -> None:
        self.feed, self.after = feed, after
        self.got: list[Event] = []

    @property
    def ids(self) -> list[str]:
        return [event.id for event in self.got]

    async def read(self) -> None:
        async with aclosing(self.feed.follow(self.after)) as deliveries:
            async for delivery in deliveries:
                self.got.append(delivery.event)


@asynccontextmanager
async def reading(feed: LiveFeed, after: int | None = None) -> AsyncIterator[Reader]:
    reader = Reader(feed, after)
    before = feed.follower_count
    async with running(reader.read()) as task:
        await until(lambda: feed.follower_count > before or task.done())
        if after is None:
            await asyncio.sleep(0)
        yield reader
        if task.done():
            task.result()


async def take(deliveries: AsyncGenerator[Delivery, None], number: int) -> list[str]:
    return [(await anext(deliveries)).event.id for _ in range(number)]


async def all_ids() -> list[str]:
    return [
        str(value) for value in await Event.all().order_by("position").values_list("id", flat=True)
    ]


async def test_followers_get_what_happens_from_now_on(feed: LiveFeed) -> None:
    await write_events(3)
    async with aclosing(feed.follow()) as deliveries:
        first = asyncio.ensure_future(anext(deliveries))
        await until(lambda: feed.follower_count == 1)
        # `follow` asks for the head first; only then is "now" fixed.
        done, _ = await asyncio.wait({first}, timeout=0.3)
        assert not done
        ids = await write_events(5)
        assert [(await first).event.id, *await take(deliveries, 4)] == ids


async def test_replay_starts_behind_any_position_and_goes_on_live(feed: LiveFeed) -> None:
    ids = await write_events(30, each=7)
    positions = [0, *[event.position or 0 for event in await read_events(0)]]
    for index, position in enumerate(positions):
        async with aclosing(feed.follow(position)) as deliveries:
            assert await take(deliveries, 30 - index) == ids[index:]
    async with aclosing(feed.follow(positions[10])) as deliveries:
        await take(deliveries, 20)
        more = await write_events(5)
        assert await take(deliveries, 5) == more


async def test_nothing_is_lost_or_doubled_while_two_thousand_events_are_written(
    feed: LiveFeed,
) -> None:
    first = await write_events(50, each=50)
    start = (await read_events(0))[24].position
    readers = [Reader(feed, after) for after in (0, start, 0, start)]
    tasks = [asyncio.create_task(reader.read()) for reader in readers]
    await asyncio.gather(*(write_events(200, each=3) for _ in range(10)))
    ids = await all_ids()
    assert len(ids) == 2_050
    for reader in readers:
        wanted = ids if reader.after == 0 else ids[25:]
        await until(lambda reader=reader, wanted=wanted: len(reader.got) >= len(wanted))  # type: ignore[misc]
        assert reader.ids == wanted
    assert ids[:50] == first
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert feed.follower_count == 0


async def test_followers_that_come_while_events_are_written_miss_none(feed: LiveFeed) -> None:
    """Each starts behind a position it has just read, at a random moment under load."""
    readers: list[Reader] = []
    tasks: list[asyncio.Task[None]] = []

    async def come_and_read() -> None:
        for _ in range(40):
            readers.append(Reader(feed, await head_position()))
            tasks.append(asyncio.create_task(readers[-1].read()))
            await asyncio.sleep(0.005)

    await asyncio.gather(come_and_read(), *(write_events(100, each=2) for _ in range(5)))
    rows = await Event.all().order_by("position")
    for reader in readers:
        wanted = [row.id for row in rows if (row.position or 0) > (reader.after or 0)]
        await until(lambda reader=reader, wanted=wanted: len(reader.got) >= len(wanted))  # type: ignore[misc]
        assert reader.ids == wanted
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_follower_behind_its_buffer_catches_up_from_the_log(feed: LiveFeed) -> None:
    async with aclosing(feed.follow(0)) as deliveries:
        first = asyncio.ensure_future(anext(deliveries))
        await until(lambda: feed.follower_count == 1)
        ids = await write_events(BUFFER_SIZE * 3 + 17, each=400)
        await until(lambda: feed.position == BUFFER_SIZE * 3 + 17)
        [follower] = feed._followers
        assert len(follower._buffer) <= BUFFER_SIZE
        assert follower.is_behind
        assert [(await first).event.id, *await take(deliveries, len(ids) - 1)] == ids
        more = await write_events(3)
        assert await take(deliveries, 3) == more


async def test_a_stalled_follower_costs_bounded_memory(feed: LiveFeed) -> None:
    """Once its buffer has overflowed, more events cost nothing more."""

    async def memory_held_after(events: int) -> int:
        await write_events(events, each=500)
        head = await head_position()
        await until(lambda: feed.position == head)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    async with aclosing(feed.follow(0)) as deliveries:
        waiting = asyncio.ensure_future(anext(deliveries))
        await until(lambda: feed.follower_count == 1)
        await write_events(1)
        await waiting
        tracemalloc.start()
        try:
            after_one_buffer = await memory_held_after(BUFFER_SIZE)
            after_four = await memory_held_after(BUFFER_SIZE * 3)
        finally:
            tracemalloc.stop()
        assert after_four - after_one_buffer < 500_000
        rest = await take(deliveries, BUFFER_SIZE * 4)
        assert rest == (await all_ids())[1:]


@pytest.mark.parametrize("moment", ["overflow then more", "overflow while reading"])
async def test_what_comes_after_an_overflow_leaves_no_gap(feed: LiveFeed, moment: str) -> None:
    async with aclosing(feed.follow(0)) as deliveries:
        first = asyncio.ensure_future(anext(deliveries))
        await until(lambda: feed.follower_count == 1)
        await write_events(5)
        await first
        got = [first.result().event.id]
        if moment == "overflow while reading":
            got += await take(deliveries, 2)
        await write_events(BUFFER_SIZE + 1, each=500)
        await write_events(7)
        head = await head_position()
        await until(lambda: feed.position == head)
        got += await take(deliveries, 5 + BUFFER_SIZE + 1 + 7 - len(got))
        assert got == await all_ids()


async def test_a_position_below_the_pruned_or_above_the_head_has_expired(feed: LiveFeed) -> None:
    await write_events(10)
    events = await read_events(0)
    await transact(prune_events, SYSTEM, events[4].position or 0)
    for position in (0, events[3].position or 0, (events[-1].position or 0) + 1):
        with pytest.raises(DomainError) as caught:
            await anext(feed.follow(position))
        assert caught.value.code is ErrorCode.POSITION_EXPIRED
    assert feed.follower_count == 0
    async with aclosing(feed.follow(events[4].position)) as deliveries:
        assert await take(deliveries, 5) == [event.id for event in events[5:]]


async def test_a_closed_follower_is_forgotten(feed: LiveFeed) -> None:
    async with reading(feed, 0), reading(feed, 0):
        await until(lambda: feed.follower_count == 2)
    assert feed.follower_count == 0
    await write_events(3)
    await until(lambda: feed.position > 0)


async def test_without_any_hint_the_reader_looks_every_second(db: str) -> None:
    feed = LiveFeed()
    await feed.start()
    try:
        async with reading(feed, 0) as reader:
            ids = await write_events(3)
            await until(lambda: len(reader.got) == 3, within_s=3)
            assert reader.ids == ids
    finally:
        await feed.stop()


async def test_an_outage_of_the_database_heals_and_nothing_is_lost(
    feed: LiveFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[int] = []

    async def fail(after: int, limit: int = event_log.BATCH) -> list[Event]:
        failures.append(after)
        raise ConnectionRefusedError("no database")

    monkeypatch.setattr(feed_module, "POLL_S", 0.05)
    async with reading(feed, 0) as reader:
        first = await write_events(3)
        await until(lambda: len(reader.got) == 3)
        with monkeypatch.context() as patch:
            patch.setattr(feed_module, "read_events", fail)
            second = await write_events(4)
            await until(lambda: len(failures) >= 3)
            assert feed.is_running
        await until(lambda: len(reader.got) == 7)
        assert reader.ids == first + second


async def test_listeners_hear_of_an_event_before_its_followers(feed: LiveFeed) -> None:
    heard: list[str] = []
    in_time: list[bool] = []
    feed.add_listener(lambda event: heard.append(event.id))

    async def read() -> None:
        async with aclosing(feed.follow(0)) as deliveries:
            async for delivery in deliveries:
                in_time.append(delivery.event.id in heard)

    async with running(read()):
        await until(lambda: feed.follower_count == 1)
        ids = await write_events(20, each=4)
        await until(lambda: len(in_time) == 20)
    assert heard == ids
    assert all(in_time)


async def test_a_listener_that_breaks_costs_the_followers_nothing(feed: LiveFeed) -> None:
    def broken(event: Event) -> None:
        raise RuntimeError("a listener's own trouble")

    feed.add_listener(broken)
    async with reading(feed, 0) as reader:
        ids = await write_events(5)
        await until(lambda: len(reader.got) == 5)
        assert reader.ids == ids


async def test_followers_of_one_process_share_what_is_the_same_for_all(feed: LiveFeed) -> None:
    async with aclosing(feed.follow(0)) as one, aclosing(feed.follow(0)) as other:
        waiting = [asyncio.ensure_future(anext(one)), asyncio.ensure_future(anext(other))]
        await until(lambda: feed.follower_count == 2)
        await asyncio.sleep(0.05)
        await write_events(1)
        first, second = await asyncio.gather(*waiting)
    assert first.shared is second.shared


async def test_hints_by_the_thousand_cost_no_more_reads_than_there_is_time_for(
    feed: LiveFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []

    async def counting(after: int, limit: int = event_log.BATCH) -> list[Event]:
        reads.append(after)
        return await read_events(after, limit)

    monkeypatch.setattr(feed_module, "read_events", counting)
    for _ in range(10_000):
        feed.wake()
    await write_events(1)
    await until(lambda: feed.position > 0)
    assert len(reads) < 20
