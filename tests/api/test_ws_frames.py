"""Frames that break the protocol close the socket with 4400, and never with 1006."""

import json

import pytest

from api.socket_connection import SocketLimits
from tests.api.socket_client import open_desk

SUBSCRIBE = {"id": "1", "type": "subscribe", "payload": {"query": "{ hello }"}}


def subscribe(**members: object) -> str:
    return json.dumps({**SUBSCRIBE, **members})


def with_payload(**members: object) -> str:
    return subscribe(payload={"query": "{ hello }", **members})


MALFORMED: dict[str, str | bytes] = {
    "invalid JSON": "{",
    "empty": "",
    "array": "[]",
    "null": "null",
    "number": "42",
    "string": '"ping"',
    "NaN": '{"type": NaN}',
    "deep nesting": "[" * 100_000,
    "deep payload": '{"type":"ping","payload":{"a":' + "[" * 100 + "]" * 100 + "}}",
    "doubled key": '{"type": "ping", "type": "pong"}',
    "lone surrogate": '{"type": "ping", "payload": {"a": "\\ud800"}}',
    "NUL": '{"type": "ping", "payload": {"a": "\\u0000"}}',
    "binary": b'{"type": "ping"}',
    "no type": "{}",
    "numeric type": '{"type": 1}',
    "unknown type": '{"type": "start"}',
    "a server's type": '{"type": "next", "id": "1", "payload": {}}',
    "ping payload": '{"type": "ping", "payload": []}',
    "pong payload": '{"type": "pong", "payload": "x"}',
    "init payload": '{"type": "connection_init", "payload": "x"}',
    "no id": '{"type": "subscribe", "payload": {"query": "{ hello }"}}',
    "empty id": subscribe(id=""),
    "numeric id": subscribe(id=1),
    "null id": subscribe(id=None),
    "complete without id": '{"type": "complete"}',
    "complete with numeric id": '{"type": "complete", "id": 1}',
    "no payload": '{"type": "subscribe", "id": "1"}',
    "payload is a list": subscribe(payload=[]),
    "no query": subscribe(payload={}),
    "query is no string": with_payload(query=1),
    "variables are no object": with_payload(variables=[]),
    "extensions are no object": with_payload(extensions="x"),
    "operationName is no string": with_payload(operationName={}),
}


@pytest.mark.parametrize("frame", MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_frame_is_closed_with_4400_and_a_reason(frame: str | bytes) -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.send_raw(frame)
        code, reason = await client.closed()
    assert code == 4400
    assert reason


async def test_a_malformed_frame_is_refused_before_initialisation_too() -> None:
    async with open_desk() as desk, desk.socket() as client:
        await client.send_raw("[]")
        assert (await client.closed())[0] == 4400


async def test_a_long_reason_is_cut_between_characters() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.send({"type": "ü" * 200})
        code, reason = await client.closed()
    assert code == 4400
    assert 120 <= len(reason.encode()) <= 123


async def test_a_frame_that_is_too_large_is_closed_with_1009() -> None:
    async with open_desk(SocketLimits(frame=1_000)) as desk, desk.ready() as client:
        await client.send({"type": "ping", "payload": {"a": "ü" * 600}})
        assert (await client.closed())[0] == 1009


async def test_a_ping_is_answered_by_a_pong_with_its_payload() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.send({"type": "ping"})
        assert await client.receive() == {"type": "pong"}
        await client.send({"type": "ping", "payload": {"n": 1}})
        assert await client.receive() == {"type": "pong", "payload": {"n": 1}}


async def test_a_ping_before_initialisation_is_answered() -> None:
    async with open_desk() as desk, desk.socket() as client:
        await client.send({"type": "ping", "payload": None})
        assert await client.receive() == {"type": "pong"}


async def test_an_unasked_pong_is_taken_silently() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.send({"type": "pong", "payload": {"any": "thing"}})
        await client.send({"type": "ping"})
        assert await client.receive() == {"type": "pong"}


async def test_the_server_pings_too() -> None:
    async with open_desk(SocketLimits(ping_interval_s=0.01)) as desk, desk.ready() as client:
        assert await client.receive() == {"type": "ping"}
        await client.send({"type": "pong"})
        assert await client.receive() == {"type": "ping"}


async def test_members_that_nobody_knows_are_ignored() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.send({"type": "ping", "later": True})
        assert await client.receive() == {"type": "pong"}
