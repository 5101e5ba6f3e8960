"""Groups of the live feed: everything to every member, in order, once, for one answer each."""

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator, Sequence

import pytest

from domain import live_groups
from domain.event_log import BATCH, head_position
from domain.feed import EVERYTHING, Delivery, LiveFeed, of_ticket
from domain.live_groups import KEPT_BYTES, Group, Member, NotShared, StreamOver
from domain.models import Event
from tests.domain.live_readers import Reader, running_feed
from tests.domain.spine import until, write_events


@pytest.fixture
async def feed(db: str) -> AsyncIterator[LiveFeed]:
    async with running_feed() as feed:
        yield feed


class Answers:
    """What a group's events are: their ids. Counts, and fails if told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.trouble: Exception | None = None
        self.scattered: list[Member] = []
        self.closed = 0

    async def __call__(self, deliveries: Sequence[Delivery]) -> list[bytes]:
        await asyncio.sleep(0)
        self.asked += [delivery.event.id for delivery in deliveries]
        if self.trouble is not None:
            raise self.trouble
        return [delivery.event.id.encode() for delivery in deliveries]

    def group(self, feed: LiveFeed) -> Group:
        return Group(
            feed,
            EVERYTHING,
            self,
            scatter=self.scattered.extend,
            on_close=lambda: setattr(self, "closed", self.closed + 1),
        )


async def all_ids() -> list[str]:
    return [
        str(value) for value in await Event.all().order_by("position").values_list("id", flat=True)
    ]


async def settled(feed: LiveFeed, group: Group) -> None:
    head = await head_position()
    await until(lambda: feed.position == head == group.position)


async def test_one_answer_serves_two_hundred_members(feed: LiveFeed) -> None:
    answers = Answers()
    group = answers.group(feed)
    readers = [Reader() for _ in range(200)]
    for reader in readers:
        await group.admit(reader)
    ids = await write_events(30, each=7)
    await until(lambda: all(len(reader.got) == 30 for reader in readers))
    assert all(reader.got == ids for reader in readers)
    assert answers.asked == ids
    assert group.size == feed.follower_count == 200


async def test_the_log_is_read_once_for_all_members(
    feed: LiveFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(after: int) -> list[Event]:
        raise AssertionError("nobody has to read alone")

    monkeypatch.setattr(live_groups, "read_events", fail)
    group = Answers().group(feed)
    readers = [Reader() for _ in range(50)]
    for reader in readers:
        await group.admit(reader)
    await write_events(20)
    await until(lambda: all(len(reader.got) == 20 for reader in readers))


async def test_a_newcomer_replays_from_any_position_and_goes_on_live(feed: LiveFeed) -> None:
    ids = await write_events(30, each=7)
    group = Answers().group(feed)
    stays = Reader(30)
    await until(lambda: feed.position == 30)
    await group.admit(stays)
    readers = [Reader(position) for position in range(31)]
    for reader in readers:
        await group.admit(reader)
    more = await write_events(5)
    await until(lambda: stays.got == more)
    assert [reader.got for reader in readers] == [ids[at:] + more for at in range(31)]


async def test_newcomers_miss_and_double_nothing_while_events_are_written(feed: LiveFeed) -> None:
    """Each starts behind a position it has just read, at a random moment under load."""
    group = Answers().group(feed)
    await group.admit(Reader())
    readers: list[tuple[int, Reader]] = []
    tasks: list[asyncio.Task[None]] = []

    async def come_and_read() -> None:
        for _ in range(40):
            after = await head_position()
            readers.append((after, Reader(after)))
            tasks.append(asyncio.create_task(group.admit(readers[-1][1])))
            await asyncio.sleep(0.005)

    await asyncio.gather(come_and_read(), *(write_events(100, each=2) for _ in range(5)))
    await asyncio.gather(*tasks)
    await settled(feed, group)
    rows = await Event.all().order_by("position")
    for after, reader in readers:
        wanted = [row.id for row in rows if (row.position or 0) > after]
        await until(lambda reader=reader, wanted=wanted: len(reader.got) >= len(wanted))  # type: ignore[misc]
        assert reader.got == wanted


async def test_slow_members_get_everything_in_order_at_their_own_pace(feed: LiveFeed) -> None:
    """Some from the group's last answers, some from the log, while more comes all the time."""
    group = Answers().group(feed)
    rooms = (0, 1, 3, 50, 99, 400)
    readers = [Reader(room=room) for room in rooms]
    admissions = [asyncio.create_task(group.admit(reader)) for reader in readers]
    quick = Reader()
    await group.admit(quick)

    async def make_room() -> None:
        while any(len(reader.got) < 1_500 for reader in readers):
            for place, reader in enumerate(readers):
                reader.make_room(1 + 7 * place)
            await asyncio.sleep(0.002)
        for reader in readers:
            reader.make_room(float("inf"))

    await asyncio.gather(*(write_events(300, each=3) for _ in range(5)))
    await make_room()
    await asyncio.gather(*admissions)
    ids = await all_ids()
    await until(lambda: len(quick.got) == 1_500)
    assert all(reader.got == ids for reader in (*readers, quick))


async def test_a_stalled_member_costs_bounded_memory(feed: LiveFeed) -> None:
    async def memory_held_after(events: int) -> int:
        await write_events(events, each=500)
        await settled(feed, group)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    async def large(deliveries: Sequence[Delivery]) -> list[bytes]:
        return [delivery.event.id.encode() * 100 for delivery in deliveries]

    group = Group(feed, EVERYTHING, large, scatter=list, on_close=int)
    stalled, quick = Reader(room=1), Reader()
    await group.admit(stalled)
    await group.admit(quick)
    tracemalloc.start()
    try:
        after_one = await memory_held_after(BATCH)
        quick.got.clear()
        after_seven = await memory_held_after(BATCH * 6)
        quick.got.clear()
    finally:
        tracemalloc.stop()
    assert after_seven - after_one < KEPT_BYTES + BATCH * 6 * 3_200
    stalled.make_room(float("inf"))
    await until(lambda: len(stalled.got) == BATCH * 7)
    assert stalled.got == [id * 100 for id in await all_ids()]


async def test_a_group_whose_last_member_leaves_is_done_with(feed: LiveFeed) -> None:
    answers = Answers()
    group = answers.group(feed)
    readers = [Reader(), Reader()]
    for reader in readers:
        await group.admit(reader)
    group.leave(readers[0])
    assert (feed.follower_count, answers.closed) == (1, 0)
    group.leave(readers[1])
    assert (feed.follower_count, answers.closed) == (0, 1)
    await write_events(1)
    await until(lambda: feed.position == 1)
    assert answers.asked == []
    with pytest.raises(NotShared):
        await group.admit(Reader())


async def test_who_has_gone_is_neither_admitted_nor_waited_for(feed: LiveFeed) -> None:
    await write_events(5)
    await until(lambda: feed.position == 5)
    answers = Answers()
    group, reader = answers.group(feed), Reader(room=2)
    admission = asyncio.create_task(group.admit(reader))
    await until(lambda: len(reader.got) == 2)
    reader.close()
    await admission
    assert (group.size, answers.closed) == (0, 1)


async def test_members_that_do_not_get_the_same_are_given_back_with_nothing_lost(
    feed: LiveFeed,
) -> None:
    answers = Answers()
    group = answers.group(feed)
    readers = [Reader(), Reader()]
    for reader in readers:
        await group.admit(reader)
    await write_events(2)
    await until(lambda: len(readers[1].got) == 2)
    answers.trouble = NotShared()
    await write_events(1)
    await until(lambda: bool(answers.scattered))
    assert answers.scattered == readers
    assert [reader.cursor for reader in readers] == [2, 2]
    assert (feed.follower_count, answers.closed) == (0, 1)


@pytest.mark.parametrize("trouble", [StreamOver(), StreamOver(b"last"), RuntimeError("broken")])
async def test_a_stream_that_ends_ends_for_all(feed: LiveFeed, trouble: Exception) -> None:
    answers = Answers()
    group = answers.group(feed)
    readers = [Reader(), Reader()]
    for reader in readers:
        await group.admit(reader)
    answers.trouble = trouble
    await write_events(1)
    await until(lambda: all(reader.ends for reader in readers))
    is_over = isinstance(trouble, StreamOver)
    last = [trouble.last.decode()] if isinstance(trouble, StreamOver) and trouble.last else []
    for reader in readers:
        assert reader.ends == [None if is_over else trouble]
        assert reader.got == last
    assert feed.follower_count == 0


async def test_a_group_of_one_ticket_is_not_bothered_by_others(feed: LiveFeed) -> None:
    answers = Answers()
    group = Group(feed, of_ticket("tkt_x"), answers, scatter=list, on_close=int)
    reader = Reader()
    await group.admit(reader)
    await write_events(5)
    await until(lambda: feed.position == 5)
    assert (answers.asked, reader.got) == ([], [])
    late = Reader()
    await group.admit(late)
    assert (late.got, late.cursor) == ([], 5)
