"""WebSockets beneath GraphQL: parts, pings, closing, and clients that do it wrong."""

import asyncio
import gc
import json

import pytest
from starlette.datastructures import Headers
from websockets.http11 import Response
from websockets.server import ServerProtocol

from api.frames import CLOSE, PING, PONG, TEXT
from api.socket_connection import SocketLimits
from tests.api.raw_socket import RawClient, masked, raw_client
from tests.api.socket_client import Desk, open_desk
from tests.domain.spine import until

FINAL = 128
INIT = b'{"type": "connection_init"}'


def closing(code: int, reason: bytes = b"") -> bytes:
    return masked(FINAL | CLOSE, code.to_bytes(2, "big") + reason)


async def message(client: RawClient) -> dict[str, object]:
    opcode, payload = await client.frame()
    assert opcode == TEXT
    return dict(json.loads(payload))


async def nobody_left(desk: Desk) -> None:
    await until(lambda: len(desk.registry) == 0)


async def test_a_message_may_come_in_parts_with_a_ping_between() -> None:
    async with open_desk() as desk, raw_client(desk.address) as client:
        client.writer.write(masked(TEXT, INIT[:5]) + masked(FINAL | PING, b"?"))
        client.writer.write(masked(0, INIT[5:9]) + masked(FINAL, INIT[9:]))
        assert await client.frame() == (PONG, b"?")
        assert await message(client) == {"type": "connection_ack"}


async def test_hundreds_of_messages_at_once_are_answered_in_order() -> None:
    async with open_desk() as desk, raw_client(desk.address) as client:
        numbers = range(500)
        pings = [{"type": "ping", "payload": {"n": number}} for number in numbers]
        client.writer.write(b"".join(masked(FINAL | TEXT, json.dumps(it).encode()) for it in pings))
        answers = [await message(client) for _ in numbers]
        assert [it["payload"] for it in answers] == [{"n": number} for number in numbers]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (masked(FINAL | TEXT, b"{}", second=0), 1002),
        (masked(FINAL | TEXT | 64, b"{}"), 1002),
        (masked(FINAL | 3, b"{}"), 1002),
        (masked(FINAL, b"{}"), 1002),
        (masked(TEXT, b"{") + masked(FINAL | TEXT, b"}"), 1002),
        (masked(PING, b""), 1002),
        (masked(FINAL | PING, b"x" * 126), 1002),
        (masked(FINAL | CLOSE, b"x"), 1002),
        (closing(1005), 1002),
        (closing(2999), 1002),
        (masked(FINAL | TEXT, b"\xff"), 1007),
        (closing(1000, b"\xff"), 1007),
        (masked(TEXT, b"x" * 700) + masked(FINAL, b"x" * 400), 1009),
    ],
)
async def test_broken_frames_are_told_why_and_hung_up_on(sent: bytes, code: int) -> None:
    async with open_desk(SocketLimits(frame=1_000)) as desk, raw_client(desk.address) as client:
        client.writer.write(sent)
        assert await client.close_code() == code
        assert await client.is_hung_up()
        await nobody_left(desk)


@pytest.mark.parametrize("sent", [closing(1000), closing(4000, b"Bye"), masked(FINAL | CLOSE, b"")])
async def test_a_client_that_closes_gets_its_code_back(sent: bytes) -> None:
    async with open_desk() as desk, raw_client(desk.address) as client:
        client.writer.write(sent)
        opcode, payload = await client.frame()
        assert (opcode, masked(FINAL | CLOSE, payload)) == (CLOSE, sent)
        assert await client.is_hung_up()
        await nobody_left(desk)


async def test_a_client_that_does_not_answer_our_closing_is_hung_up_on() -> None:
    limits = SocketLimits(init_timeout_s=0.05, close_timeout_s=0.1)
    async with open_desk(limits) as desk, raw_client(desk.address) as client:
        assert await client.close_code() == 4408
        client.writer.write(masked(FINAL | TEXT, INIT))
        assert await client.is_hung_up()
        await nobody_left(desk)


async def test_a_client_that_vanishes_is_forgotten() -> None:
    async with open_desk() as desk:
        async with raw_client(desk.address) as client:
            client.writer.write(masked(FINAL | TEXT, INIT))
            await message(client)
            assert len(desk.registry) == 1
        await nobody_left(desk)


async def test_a_client_that_answers_no_ping_is_closed_with_1011() -> None:
    async with (
        open_desk(SocketLimits(ping_interval_s=0.1)) as desk,
        raw_client(desk.address) as dead,
        desk.ready() as living,
    ):
        dead.writer.write(masked(FINAL | TEXT, INIT))
        assert await dead.close_code() == 1011
        for _ in range(3):
            assert await living.receive() == {"type": "ping"}
        await living.subscribe("{ hello }")
        while (await living.receive())["type"] == "ping":
            pass


async def test_pings_of_a_client_that_reads_nothing_are_not_gathered() -> None:
    """Reading stops with it, so that in the end it cannot send any more."""
    async with open_desk() as desk, raw_client(desk.address) as client:
        client.reader._transport.pause_reading()  # type: ignore[attr-defined]
        ping = masked(FINAL | PING, b"x" * 125) * 1_000
        sent = 0
        while await is_taken(client, ping):
            sent += len(ping)
            assert sent < 50_000_000


async def test_an_open_socket_keeps_nothing_of_its_handshake() -> None:
    async with open_desk() as desk:
        before = handshakes_kept()
        async with raw_client(desk.address) as client:
            client.writer.write(masked(FINAL | TEXT, INIT))
            await message(client)
            assert handshakes_kept() <= before


def handshakes_kept() -> int:
    gc.collect()
    return sum(isinstance(it, Response | ServerProtocol | Headers) for it in gc.get_objects())


async def is_taken(client: RawClient, data: bytes) -> bool:
    """Whether the server has read it within a second, up to what fits into buffers between."""
    client.writer.write(data)
    try:
        async with asyncio.timeout(1):
            await client.writer.drain()
    except TimeoutError:
        return False
    return True
