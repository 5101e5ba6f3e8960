"""One suggestion at a time for each user: the newest takes the place of the last."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TypeVar

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _Suggestion:
    replaced: asyncio.Event = field(default_factory=asyncio.Event)
    mark: str = field(default_factory=lambda: token_hex(8))
    is_told: bool = False
    """Its own word has come back: a word that comes after is of a newer one."""


def _to_nobody(word: str) -> None:
    """Until there are other processes to tell."""


class Drafts:
    """The suggestions that run in this process, and what others say of theirs.

    All processes hear all words in one order, their own too: so of two suggestions that begin
    in two processes at the same moment just one goes on, whatever their clocks say. A lost word
    leaves an older suggestion running to its end.
    """

    def __init__(self) -> None:
        self.say: Callable[[str], None] = _to_nobody
        self._running: dict[str, _Suggestion] = {}

    def __len__(self) -> int:
        return len(self._running)

    @contextmanager
    def newest_of(self, user_id: str) -> Iterator[asyncio.Event]:
        """Sets the event of the user's suggestion before; gives the one of this."""
        if (before := self._running.get(user_id)) is not None:
            before.replaced.set()
        newest = self._running[user_id] = _Suggestion()
        self.say(f"{user_id} {newest.mark}")
        try:
            yield newest.replaced
        finally:
            if self._running.get(user_id) is newest:
                del self._running[user_id]

    def hear(self, word: str) -> None:
        """A suggestion has begun in one of the processes."""
        user_id, _, mark = word.partition(" ")
        running = self._running.get(user_id)
        if running is None:
            return
        if running.mark == mark:
            running.is_told = True
        elif running.is_told:
            running.replaced.set()


async def until(stop: asyncio.Event, parts: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """What `parts` gives until `stop` is set; whatever it is doing then is cancelled."""
    stopping = asyncio.ensure_future(stop.wait())
    step: asyncio.Future[T] | None = None
    try:
        while not stop.is_set():
            step = asyncio.ensure_future(anext(parts))
            await asyncio.wait({step, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not step.done():
                return
            try:
                part = step.result()
            except StopAsyncIteration:
                return
            yield part
    finally:
        stopping.cancel()
        if step is not None and not step.done():
            step.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await step
        await parts.aclose()
