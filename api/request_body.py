"""The body of a request: no larger than allowed, and no slower."""

import asyncio
from typing import Final

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
    async with asyncio.timeout(timeout_s):
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


def _chunk(message: Message) -> bytes:
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    body: bytes = message.get("body", b"")
    return body
