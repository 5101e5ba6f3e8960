"""The body of a request: no larger than allowed, and no slower."""

import asyncio
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any, Final

from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

DRAINED: Final = 16


class BodyTooLarge(Exception):
    """More than was allowed; it has been thrown away as it came."""


async def read_body(receive: Receive, limit: int, timeout_s: float) -> bytes:
    """At most `limit` bytes; raises BodyTooLarge, TimeoutError and ClientDisconnect.

    Up to `DRAINED` times the limit is taken, since a client that is cut off while it still
    sends does not get to see the answer.
    """
    reading = _read(receive, limit)
    try:
        awaited = reading.send(None)
    except StopIteration as end:
        # Mostly it has come with the head, and needs no timer.
        body: bytes = end.value
        return body
    async with asyncio.timeout(timeout_s):
        return await _go_on(reading, awaited)


async def _read(receive: Receive, limit: int) -> bytes:
    message = await receive()
    chunks = [_chunk(message)]
    size = len(chunks[0])
    while message.get("more_body", False) and size <= limit * DRAINED:
        message = await receive()
        chunk = _chunk(message)
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
    if size > limit:
        raise BodyTooLarge
    return b"".join(chunks)


@coroutine
def _go_on(reading: Coroutine[Any, Any, bytes], awaited: Any) -> Generator[Any, Any, bytes]:
    """The end of a coroutine that has begun, and waits for what it has yielded.

    `await` takes only one that has not begun.
    """
    try:
        while True:
            try:
                sent = yield awaited
            except BaseException as error:
                awaited = reading.throw(error)
            else:
                awaited = reading.send(sent)
    except StopIteration as end:
        body: bytes = end.value
        return body


def _chunk(message: Message) -> bytes:
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    body: bytes = message.get("body", b"")
    return body
