"""One suggestion at a time for each user of a process: the newest takes the place of the last."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

T = TypeVar("T")

_running: dict[str, asyncio.Event] = {}


@contextmanager
def newest_of(user_id: str) -> Iterator[asyncio.Event]:
    """Sets the event of the user's suggestion before; gives the one of this."""
    if (before := _running.get(user_id)) is not None:
        before.set()
    replaced = _running[user_id] = asyncio.Event()
    try:
        yield replaced
    finally:
        if _running.get(user_id) is replaced:
            del _running[user_id]


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
