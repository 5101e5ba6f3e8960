"""The live feed of one process: a single reader of the event log, many followers.

The log is the truth. A hint that is lost, doubled or late costs nothing but time: the
reader always asks for what lies behind the position it has reached, when woken and at
least once a second.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog

from domain import clock
from domain.event_log import BATCH, check_position, head_position, read_events
from domain.models import Event

POLL_S = 1.0
BUFFER_SIZE = 1_000

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Delivery:
    """One event on its way to all followers of a process.

    `shared` is theirs to keep what is the same for all of them (the ticket's row), so that
    one read serves many.
    """

    event: Event
    shared: dict[str, Any] = field(default_factory=dict)


class _Follower:
    """A bounded buffer; one that overflows is emptied, and its owner reads the log instead."""

    __slots__ = ("_buffer", "_wake", "is_behind")

    def __init__(self) -> None:
        self._buffer: deque[Delivery] = deque()
        self._wake = asyncio.Event()
        self.is_behind = False

    def offer(self, batch: list[Delivery]) -> None:
        if self.is_behind:
            return
        if len(self._buffer) + len(batch) > BUFFER_SIZE:
            self._buffer.clear()
            self.is_behind = True
        else:
            self._buffer.extend(batch)
        self._wake.set()

    async def take(self) -> list[Delivery]:
        while not self._buffer and not self.is_behind:
            self._wake.clear()
            await self._wake.wait()
        taken = list(self._buffer)
        self._buffer.clear()
        return taken


class LiveFeed:
    """Follows the event log and hands every event to every follower, in order, once."""

    def __init__(self) -> None:
        self.position = 0
        self.lag_s = 0.0
        self._wake = asyncio.Event()
        self._followers: set[_Follower] = set()
        self._listeners: list[Callable[[Event], None]] = []
        self._task: asyncio.Task[None] | None = None

    @property
    def follower_count(self) -> int:
        return len(self._followers)

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    async def start(self) -> None:
        self.position = await head_position()
        self._task = asyncio.create_task(self._read_on(), name="live feed")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def wake(self) -> None:
        """There may be something new."""
        self._wake.set()

    def add_listener(self, listener: Callable[[Event], None]) -> None:
        """Have `listener` called for every event, before any follower gets it."""
        self._listeners.append(listener)

    async def follow(self, after: int | None = None) -> AsyncGenerator[Delivery, None]:
        """Every event behind position `after` (None: from now on), for ever.

        Raises DomainError POSITION_EXPIRED. A follower that is too slow for its buffer
        reads the log at its own pace until it has caught up.
        """
        follower = _Follower()
        self._followers.add(follower)
        try:
            if after is None:
                cursor = await head_position()
            else:
                await check_position(after)
                cursor = after
            follower.is_behind = cursor < self.position
            while True:
                if follower.is_behind:
                    follower.is_behind = False
                    async for delivery in self._replay(cursor):
                        cursor = delivery.event.position or cursor
                        yield delivery
                for delivery in await follower.take():
                    position = delivery.event.position or 0
                    if position > cursor:
                        cursor = position
                        yield delivery
        finally:
            self._followers.discard(follower)

    async def _replay(self, cursor: int) -> AsyncGenerator[Delivery, None]:
        while events := await read_events(cursor):
            for event in events:
                yield Delivery(event)
            cursor = events[-1].position or cursor
            if len(events) < BATCH:
                return

    async def _read_on(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()
            self._wake.clear()
            try:
                await self._drain()
            except Exception:
                log.warning("feed.read_failed", exc_info=True)
                await asyncio.sleep(POLL_S)

    async def _drain(self) -> None:
        while events := await read_events(self.position):
            self.position = events[-1].position or self.position
            self.lag_s = (clock.now() - events[0].occurred_at).total_seconds()
            for event in events:
                self._tell_listeners(event)
            batch = [Delivery(event) for event in events]
            for follower in tuple(self._followers):
                follower.offer(batch)
            if len(events) < BATCH:
                return

    def _tell_listeners(self, event: Event) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                # The followers must get the event all the same.
                log.exception("feed.listener_failed", position=event.position)
