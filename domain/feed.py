"""The live feed of one process: a single reader of the event log, many who follow.

The log is the truth. A hint that is lost, doubled or late costs nothing but time: the
reader always asks for what lies behind the position it has reached, when woken and at
least once a second. Who follows says which topic; an event concerns a handful of topics,
so that what it costs here hangs on who is interested, not on how many follow.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import structlog

from domain import clock
from domain.event_log import BATCH, head_position, read_events
from domain.models import Event
from domain.policy import is_for_all

POLL_S = 1.0
# After a quiet moment an event is read at once. While many come, those of so long are read,
# looked up and sent together, which costs hardly more than one of them.
GATHER_S = 0.005

log = structlog.get_logger(__name__)


class Topic(NamedTuple):
    """What a follower is interested in: everything, a requester's tickets, one ticket, or what
    is not about tickets and concerns all."""

    kind: str
    id: str = ""


EVERYTHING = Topic("everything")
FOR_ALL = Topic("for all")


def of_requester(user_id: str) -> Topic:
    return Topic("requester", user_id)


def of_ticket(ticket_id: str) -> Topic:
    return Topic("ticket", ticket_id)


def topics_of(event: Event) -> list[Topic]:
    """The topics that an event belongs to."""
    topics = [EVERYTHING]
    if event.ticket_id is not None:
        topics.append(of_ticket(event.ticket_id))
    if event.requester_id is not None:
        topics.append(of_requester(event.requester_id))
    if is_for_all(event):
        topics.append(FOR_ALL)
    return topics


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to those who follow.

    `shared` is theirs to keep what is the same for all of them (the tickets' rows), so that
    one read serves many; events that were read together have it in common.
    """

    event: Event
    shared: dict[str, Any]

    @property
    def position(self) -> int:
        return self.event.position or 0


class Receiver(Protocol):
    """Follows one topic, on behalf of `size` subscriptions."""

    topic: Topic

    @property
    def size(self) -> int: ...

    def receive(self, deliveries: Sequence[Delivery]) -> None: ...


class LiveFeed:
    """Follows the event log and hands every event to whom it concerns, in order, once."""

    def __init__(self) -> None:
        self.position = 0
        self.lag_s = 0.0
        self._wake = asyncio.Event()
        self._receivers: dict[Topic, dict[Receiver, None]] = {}
        self._listeners: list[Callable[[Event], None]] = []
        self._task: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def follower_count(self) -> int:
        return sum(it.size for receivers in self._receivers.values() for it in receivers)

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    async def start(self) -> None:
        self.position = await head_position()
        self._task = asyncio.create_task(self._read_on(), name="live feed")

    async def stop(self) -> None:
        tasks = [*self._errands, *([self._task] if self._task is not None else ())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """There may be something new."""
        self._wake.set()

    def add_listener(self, listener: Callable[[Event], None]) -> None:
        """Have `listener` called for every event, before any receiver gets it."""
        self._listeners.append(listener)

    def add(self, receiver: Receiver) -> None:
        """From now on, `receiver` gets the events of its topic behind `position`."""
        self._receivers.setdefault(receiver.topic, {})[receiver] = None

    def remove(self, receiver: Receiver) -> None:
        receivers = self._receivers.get(receiver.topic, {})
        receivers.pop(receiver, None)
        if not receivers:
            self._receivers.pop(receiver.topic, None)

    def run(self, errand: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task that ends with the feed at the latest."""
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    async def _read_on(self) -> None:
        loop, last = asyncio.get_running_loop(), 0.0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()
            if (wait_s := last + GATHER_S - loop.time()) > 0:
                await asyncio.sleep(wait_s)
            last = loop.time()
            self._wake.clear()
            try:
                await self._drain()
            except Exception:
                log.warning("feed.read_failed", exc_info=True)
                await asyncio.sleep(POLL_S)

    async def _drain(self) -> None:
        while events := await read_events(self.position):
            self.lag_s = (clock.now() - events[0].occurred_at).total_seconds()
            for event in events:
                self._tell_listeners(event)
            self._hand_out(events)
            if len(events) < BATCH:
                return

    def _hand_out(self, events: Sequence[Event]) -> None:
        """At one go: who looks at `position` finds that its events have been received."""
        shared: dict[str, Any] = {}
        concerned: dict[Receiver, list[Delivery]] = defaultdict(list)
        for event in events:
            delivery = Delivery(event, shared)
            for topic in topics_of(event):
                for receiver in self._receivers.get(topic, ()):
                    concerned[receiver].append(delivery)
        self.position = events[-1].position or self.position
        for receiver, deliveries in concerned.items():
            receiver.receive(deliveries)

    def _tell_listeners(self, event: Event) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                # The followers must get the event all the same.
                log.exception("feed.listener_failed", position=event.position)
