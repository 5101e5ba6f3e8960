"""A running feed, and members of its groups that note what they get."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.feed import LiveFeed
from domain.ports import NoWaker
from domain.unit_of_work import use_waker


class _Hints:
    """Wakes a feed as a process of the desk does."""

    def __init__(self, feed: LiveFeed) -> None:
        self._feed = feed

    def wake(self, *, events: bool, job_ids: tuple[str, ...]) -> None:
        if events:
            self._feed.wake()


@asynccontextmanager
async def running_feed() -> AsyncIterator[LiveFeed]:
    feed = LiveFeed()
    await feed.start()
    use_waker(_Hints(feed))
    yield feed
    use_waker(NoWaker())
    await feed.stop()


class Reader:
    """It takes `room` answers, then is behind until it is given more room."""

    def __init__(self, after: int = 0, room: float = float("inf")) -> None:
        self.cursor = after
        self.is_open = True
        self.got: list[str] = []
        self.ends: list[Exception | None] = []
        self._room = room
        self._has_room = asyncio.Event()
        self.make_room(0)

    def take(self, answer: bytes) -> bool:
        if not self.is_open or not self._has_room.is_set():
            return False
        self.got.append(answer.decode())
        self.make_room(-1)
        return True

    async def ready(self) -> None:
        await self._has_room.wait()

    def end(self, error: Exception | None) -> None:
        self.is_open = False
        self.ends.append(error)

    def make_room(self, answers: float) -> None:
        self._room += answers
        if self._room > 0 or not self.is_open:
            self._has_room.set()
        else:
            self._has_room.clear()

    def close(self) -> None:
        self.is_open = False
        self.make_room(0)
