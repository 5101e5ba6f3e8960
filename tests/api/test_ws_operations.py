"""Operations over a socket: results, errors, ends, and what happens when access is lost."""

import asyncio
import json
import socket

import pytest
from websockets.asyncio.client import ClientConnection, connect

from api.rate_limits import MemoryRateLimiter
from api.rate_lots import admit_operations
from api.socket_connection import SocketLimits
from api.ws_protocol import CloseCode
from schema.engine import Engine
from schema.limits import Limits
from tests.api.small_schema import schema
from tests.api.socket_client import Desk, open_desk
from tests.domain.spine import until


async def test_a_subscription_sends_its_values_and_completes() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("subscription { count(to: 3) }")
        results = await client.results()
    assert results == [{"data": {"count": number}} for number in range(3)]


async def test_a_query_runs_over_the_socket() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe(
            "query Hi($name: String!) { hello(name: $name) }",
            variables={"name": "Ada"},
            operationName="Hi",
        )
        [result] = await client.results()
    assert result["data"] == {"hello": "Hello Ada"}
    assert result["extensions"]["cost"]["requested"] == 1


async def test_optional_members_may_be_null() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("{ hello }", variables=None, operationName=None, extensions=None)
        assert len(await client.results()) == 1


async def test_a_mutation_runs_over_the_socket() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("mutation { increment }")
        [result] = await client.results()
        assert result["data"] == {"increment": 1}
        assert desk.journal.mutations == 1


async def test_a_query_with_field_errors_is_a_result() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("{ hello secret }")
        [result] = await client.results()
    assert result["data"] is None
    assert result["errors"][0]["extensions"] == {"code": "FORBIDDEN"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "BAD_REQUEST"),
        ("{", "BAD_REQUEST"),
        ("{ nothing }", "BAD_REQUEST"),
        ("query($n: Int!) { big(length: $n) }", "BAD_REQUEST"),
        ("subscription { count(to: 1) failing }", "BAD_REQUEST"),
        ("subscription($n: Int!) { count(to: $n) }", "BAD_REQUEST"),
        ("subscription { denied }", "FORBIDDEN"),
    ],
)
async def test_what_cannot_start_is_an_error_message(query: str, code: str) -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe(query)
        assert (await client.error())["extensions"]["code"] == code
        await client.subscribe("{ hello }")
        assert len(await client.results()) == 1


@pytest.mark.parametrize(
    "query", ["{ item { items { nodes { name } } } }", "subscription { count(to: 1) }"]
)
async def test_what_costs_too_much_is_refused_before_it_runs(query: str) -> None:
    engine = Engine(schema, Limits(cost=0))
    async with open_desk(engine=engine) as desk, desk.ready() as client:
        await client.subscribe(query)
        assert (await client.error())["extensions"]["code"] == "COST_EXCEEDED"


async def test_a_failing_source_ends_in_a_masked_error() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("subscription { failing }")
        assert (await client.receive())["type"] == "next"
        error = await client.error()
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["correlationId"]
    assert "secret" not in json.dumps(error)


async def test_a_source_that_loses_access_ends_with_its_code() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("subscription { expiring }")
        assert (await client.receive())["type"] == "next"
        error = await client.error()
    assert error == {
        "message": "Your session has ended.",
        "extensions": {"code": "UNAUTHENTICATED"},
        **{key: error[key] for key in ("path", "locations") if key in error},
    }


async def test_a_null_where_none_may_be_is_a_result_with_an_error() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("subscription { brokenValues { name } }")
        assert await client.results() == [{"data": {"brokenValues": None}}]


async def test_complete_closes_the_generator_and_frees_the_id() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("subscription { endless }")
        assert (await client.receive())["payload"] == {"data": {"endless": 1}}
        await desk.journal.started.wait()
        await client.complete()
        await desk.journal.closed.wait()
        await client.subscribe("{ hello }")
        assert len(await client.results()) == 1


async def test_complete_cancels_a_running_mutation() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("mutation { wait }")
        await desk.journal.started.wait()
        await client.complete()
        await desk.journal.closed.wait()


async def test_completing_what_does_not_run_is_ignored() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.complete("nothing")
        await client.subscribe("{ hello }")
        assert len(await client.results()) == 1


async def test_a_second_operation_with_a_running_id_is_closed_with_4409() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("subscription { endless }")
        await client.receive()
        await client.subscribe("{ hello }")
        assert await client.closed() == (4409, "Subscriber for 1 already exists")
        await desk.journal.closed.wait()


async def test_operations_run_side_by_side() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.subscribe("subscription { endless }", "slow")
        assert (await client.receive())["id"] == "slow"
        await client.subscribe("{ hello }", "fast")
        assert len(await client.results("fast")) == 1


async def test_one_operation_too_many_is_refused_and_the_others_go_on() -> None:
    async with open_desk(SocketLimits(operations=2)) as desk, desk.ready() as client:
        for operation_id in ("1", "2"):
            await client.subscribe("subscription { endless }", operation_id)
            assert (await client.receive())["id"] == operation_id
        await client.subscribe("{ hello }", "3")
        assert (await client.error("3"))["extensions"]["code"] == "RATE_LIMITED"
        await client.complete("1")
        await desk.journal.closed.wait()
        await client.subscribe("{ hello }", "3")
        assert len(await client.results("3")) == 1


async def test_operations_count_against_the_users_rate() -> None:
    admit = admit_operations(MemoryRateLimiter(), per_user=1, per_address=1)
    async with open_desk(admit=admit) as desk, desk.ready("Bearer ada") as client:
        await client.subscribe("{ hello }")
        assert len(await client.results()) == 1
        await client.subscribe("{ hello }")
        error = await client.error()
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["retryAfter"] > 0


async def test_a_client_that_leaves_ends_its_operations() -> None:
    async with open_desk() as desk:
        async with desk.ready() as client:
            await client.subscribe("subscription { endless }")
            await client.receive()
        await desk.journal.closed.wait()
        await until(lambda: len(desk.registry) == 0)


async def test_a_socket_can_be_closed_from_outside() -> None:
    async with (
        open_desk() as desk,
        desk.ready("Bearer ada") as ada,
        desk.ready("Bearer bob") as bob,
        desk.ready() as nobody,
    ):
        await ada.subscribe("subscription { endless }")
        await ada.receive()
        by_user = {connection.actor.user_id: connection for connection in desk.registry}
        by_user["ada"].close(CloseCode.FORBIDDEN, "Your rights changed.")
        by_user["bob"].close(CloseCode.UNAUTHORIZED, "Bye.")
        assert await ada.closed() == (4403, "Your rights changed.")
        assert await bob.closed() == (4401, "Bye.")
        await desk.journal.closed.wait()
        await nobody.subscribe("{ hello }")
        assert len(await nobody.results()) == 1


async def test_shutdown_closes_every_socket_with_1001() -> None:
    async with open_desk() as desk, desk.ready() as first, desk.socket() as second:
        await desk.registry.close_all()
        assert (await first.closed())[0] == 1001
        assert (await second.closed())[0] == 1001
        assert len(desk.registry) == 0


async def _stall(desk: Desk, size: int) -> ClientConnection:
    """A client that subscribes to a flood and then reads nothing."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    host, port = desk.address.split(":")
    await asyncio.get_running_loop().sock_connect(raw, (host, int(port)))
    connection = await connect(
        f"ws://{desk.address}/graphql",
        sock=raw,
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        max_queue=1,
        compression=None,
    )
    await connection.send('{"type": "connection_init"}')
    assert await connection.recv() == '{"type":"connection_ack"}'
    query = f"subscription {{ flood(size: {size}) }}"
    await connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}}))
    connection.transport.pause_reading()
    return connection


async def test_a_stalled_reader_pauses_its_generator_and_is_dropped_in_the_end() -> None:
    limits = SocketLimits(send_timeout_s=0.3, close_timeout_s=0.1)
    async with open_desk(limits) as desk:
        stalled = await _stall(desk, size=100_000)
        await desk.journal.closed.wait()
        produced = desk.journal.produced
        await until(lambda: len(desk.registry) == 0)
        stalled.transport.abort()
        await stalled.wait_closed()
        assert 1 <= produced * 100_000 < 10_000_000
        assert desk.journal.produced == produced
