"""The live feed: every event to whom it concerns, in order, once."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest

from domain import event_log
from domain import feed as feed_module
from domain.actors import SYSTEM
from domain.event_log import read_events
from domain.feed import EVERYTHING, Delivery, LiveFeed, Topic, of_requester, of_ticket
from domain.ids import new_id
from domain.models import Event
from domain.unit_of_work import UnitOfWork, transact
from tests.domain.live_readers import running_feed
from tests.domain.spine import an_event, until, write_events


@pytest.fixture
async def feed(db: str) -> AsyncIterator[LiveFeed]:
    async with running_feed() as feed:
        yield feed


@dataclass(eq=False)
class Inbox:
    """A receiver that notes what it gets."""

    feed: LiveFeed
    topic: Topic = EVERYTHING
    size: int = 1
    got: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.feed.add(self)

    @property
    def ids(self) -> list[str]:
        return [delivery.event.id for delivery in self.got]

    def receive(self, deliveries: Sequence[Delivery]) -> None:
        assert self.feed.position >= deliveries[-1].position
        self.got += deliveries


async def test_receivers_get_what_happens_from_now_on_in_order(feed: LiveFeed) -> None:
    await write_events(3)
    await until(lambda: feed.position == 3)
    inbox = Inbox(feed)
    ids = await write_events(50, each=7)
    await until(lambda: len(inbox.got) == 50)
    assert inbox.ids == ids


async def test_an_event_reaches_those_whom_it_concerns_and_nobody_else(feed: LiveFeed) -> None:
    ticket_id, requester_id = new_id("tkt"), new_id("usr")
    everything = Inbox(feed)
    of_the_ticket, of_the_requester = (
        Inbox(feed, of_ticket(ticket_id)),
        Inbox(feed, of_requester(requester_id)),
    )
    others = [Inbox(feed, of_ticket(new_id("tkt"))), Inbox(feed, of_requester(new_id("usr")))]

    async def record(uow: UnitOfWork) -> None:
        uow.record(an_event(ticket_id, requester_id=requester_id))
        uow.record(an_event(requester_id=requester_id))
        uow.record(an_event())

    await transact(record, SYSTEM)
    await until(lambda: len(everything.got) == 3)
    assert of_the_requester.ids == everything.ids[:2]
    assert of_the_ticket.ids == everything.ids[:1]
    assert [it.got for it in others] == [[], []]


async def test_a_removed_receiver_is_forgotten(feed: LiveFeed) -> None:
    first, second = Inbox(feed, size=3), Inbox(feed, of_ticket("x"), size=2)
    assert feed.follower_count == 5
    feed.remove(first)
    feed.remove(second)
    assert feed.follower_count == 0
    await write_events(3)
    await until(lambda: feed.position == 3)
    assert first.got == []


async def test_without_any_hint_the_reader_looks_every_second(db: str) -> None:
    feed = LiveFeed()
    await feed.start()
    try:
        inbox = Inbox(feed)
        ids = await write_events(3)
        await until(lambda: len(inbox.got) == 3, within_s=3)
        assert inbox.ids == ids
    finally:
        await feed.stop()


async def test_an_outage_of_the_database_heals_and_nothing_is_lost(
    feed: LiveFeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[int] = []

    async def fail(after: int, limit: int = event_log.BATCH) -> list[Event]:
        failures.append(after)
        raise ConnectionRefusedError("no database")

    inbox = Inbox(feed)
    first = await write_events(3)
    await until(lambda: len(inbox.got) == 3)
    with monkeypatch.context() as patch:
        patch.setattr(feed_module, "read_events", fail)
        second = await write_events(4)
        await until(lambda: len(failures) >= 3)
        assert feed.is_running
    await until(lambda: len(inbox.got) == 7)
    assert inbox.ids == first + second


async def test_listeners_hear_of_an_event_before_anybody_gets_it(feed: LiveFeed) -> None:
    heard: list[str] = []
    in_time: list[bool] = []
    feed.add_listener(lambda event: heard.append(event.id))

    class Late(Inbox):
        def receive(self, deliveries: Sequence[Delivery]) -> None:
            in_time.extend(delivery.event.id in heard for delivery in deliveries)

    Late(feed)
    ids = await write_events(20, each=4)
    await until(lambda: len(in_time) == 20)
    assert heard == ids
    assert all(in_time)


async def test_a_listener_that_breaks_costs_nobody_anything(feed: LiveFeed) -> None:
    def broken(event: Event) -> None:
        raise RuntimeError("a listener's own trouble")

    feed.add_listener(broken)
    inbox = Inbox(feed)
    ids = await write_events(5)
    await until(lambda: len(inbox.got) == 5)
    assert inbox.ids == ids


async def test_receivers_of_one_process_share_what_is_the_same_for_all(feed: LiveFeed) -> None:
    one, other = Inbox(feed), Inbox(feed)
    await write_events(1)
    await until(lambda: bool(one.got and other.got))
    assert one.got[0].shared is other.got[0].shared


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
