"""A body is read to its end, whether it is there already or still comes."""

import asyncio
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from api.request_body import BodyTooLarge, read_body

LONG_S = 60.0


class Wire:
    """Gives a message when it is there; `asked` is released when somebody waits for one."""

    def __init__(self) -> None:
        self.asked = asyncio.Semaphore(0)
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.was_left = False

    async def receive(self) -> dict[str, Any]:
        self.asked.release()
        try:
            return await self.messages.get()
        except asyncio.CancelledError:
            self.was_left = True
            raise

    def bring(self, body: bytes, *, more: bool = True) -> None:
        self.messages.put_nowait({"type": "http.request", "body": body, "more_body": more})


async def test_a_body_that_is_there_is_read_without_waiting() -> None:
    wire = Wire()
    wire.bring(b"all", more=False)
    assert await read_body(wire.receive, 10, 0.0) == b"all"


async def test_a_body_is_read_as_its_pieces_come() -> None:
    wire = Wire()
    reading = asyncio.create_task(read_body(wire.receive, 10, LONG_S))
    for piece, more in ((b"a", True), (b"b", True), (b"c", False)):
        await wire.asked.acquire()
        wire.bring(piece, more=more)
    assert await reading == b"abc"


async def test_a_body_that_grows_too_large_while_it_comes_is_refused() -> None:
    wire = Wire()
    reading = asyncio.create_task(read_body(wire.receive, 3, LONG_S))
    for piece, more in ((b"ab", True), (b"cd", False)):
        await wire.asked.acquire()
        wire.bring(piece, more=more)
    with pytest.raises(BodyTooLarge):
        await reading


async def test_a_client_that_leaves_while_it_is_waited_for_ends_the_reading() -> None:
    wire = Wire()
    reading = asyncio.create_task(read_body(wire.receive, 10, LONG_S))
    await wire.asked.acquire()
    wire.messages.put_nowait({"type": "http.disconnect"})
    with pytest.raises(ClientDisconnect):
        await reading


async def test_a_body_that_does_not_come_is_left_in_time() -> None:
    wire = Wire()
    with pytest.raises(TimeoutError):
        await read_body(wire.receive, 10, 0.0)
    assert wire.was_left
