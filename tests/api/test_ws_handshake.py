"""Everything about a socket before its first operation."""

import pytest
from websockets.exceptions import InvalidStatus

from api.socket_connection import SocketLimits
from api.socket_registry import AddressGate
from tests.api.socket_client import open_desk
from tests.domain.spine import until


async def test_the_sub_protocol_is_agreed_on() -> None:
    async with open_desk() as desk, desk.socket() as client:
        assert client.connection.subprotocol == "graphql-transport-ws"


@pytest.mark.parametrize("offered", [None, ["graphql-ws"], ["mqtt", "graphql-ws"]])
async def test_a_client_without_our_sub_protocol_is_closed_with_4406(
    offered: list[str] | None,
) -> None:
    async with open_desk() as desk, desk.socket(subprotocols=offered) as client:
        code, reason = await client.closed()
    assert code == 4406
    assert "graphql-transport-ws" in reason


async def test_our_sub_protocol_is_chosen_among_others() -> None:
    async with open_desk() as desk:
        offered = ["graphql-ws", "graphql-transport-ws"]
        async with desk.socket(subprotocols=offered) as client:
            assert client.connection.subprotocol == "graphql-transport-ws"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:1"])
async def test_a_page_of_a_foreign_origin_gets_403_at_the_handshake(origin: str) -> None:
    async with open_desk() as desk:
        with pytest.raises(InvalidStatus) as refused:
            async with desk.socket(origin=origin):
                raise AssertionError("the handshake must fail")
    assert refused.value.response.status_code == 403


async def test_a_page_of_the_same_or_a_listed_origin_may_connect() -> None:
    listed = "https://desk.example"
    async with open_desk(allowed_origins=frozenset({listed})) as desk:
        for origin in (f"http://{desk.address}", listed):
            async with desk.socket(origin=origin) as client:
                await client.initialise()


async def test_too_many_sockets_from_an_address_get_429_until_one_closes() -> None:
    async with open_desk(gate=AddressGate(1)) as desk:
        async with desk.ready():
            with pytest.raises(InvalidStatus) as refused:
                async with desk.socket():
                    raise AssertionError("the handshake must fail")
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["retry-after"] == "30"
        assert b"RATE_LIMITED" in (refused.value.response.body or b"")
        await until(lambda: len(desk.registry) == 0)
        async with desk.ready():
            pass


async def test_a_client_that_never_initialises_is_closed_with_4408() -> None:
    async with open_desk(SocketLimits(init_timeout_s=0.05)) as desk, desk.socket() as client:
        assert await client.closed() == (4408, "Connection initialisation timeout")


async def test_pings_do_not_put_off_the_initialisation_timeout() -> None:
    async with open_desk(SocketLimits(init_timeout_s=0.2)) as desk, desk.socket() as client:
        await client.send({"type": "ping"})
        assert await client.receive() == {"type": "pong"}
        assert (await client.closed())[0] == 4408


@pytest.mark.parametrize("payload", [{}, {"payload": None}, {"payload": {"any": 1}}])
async def test_initialisation_is_acknowledged(payload: dict[str, object]) -> None:
    async with open_desk() as desk, desk.socket() as client:
        await client.send({"type": "connection_init", **payload})
        assert await client.receive() == {"type": "connection_ack"}


async def test_a_second_initialisation_is_closed_with_4429() -> None:
    async with open_desk() as desk, desk.ready() as client:
        await client.send({"type": "connection_init"})
        assert await client.closed() == (4429, "Too many initialisation requests")


async def test_two_initialisations_in_a_row_are_closed_with_4429() -> None:
    async with open_desk() as desk, desk.socket() as client:
        for _ in range(2):
            await client.send({"type": "connection_init", "payload": {"authorization": "Bearer a"}})
        await client.connection.wait_closed()
        assert client.connection.close_code == 4429


async def test_an_operation_before_the_acknowledgement_is_closed_with_4401() -> None:
    async with open_desk() as desk, desk.socket() as client:
        await client.subscribe("{ hello }")
        assert await client.closed() == (4401, "Unauthorized")


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        ("Basic x", (4401, "The token is not valid.")),
        ("Bearer banned", (4403, "This account is closed.")),
        ("Bearer crash", (4500, "Internal server error")),
    ],
)
async def test_bad_credentials_close_with_the_right_code(
    authorization: str, expected: tuple[int, str]
) -> None:
    async with open_desk() as desk, desk.socket() as client:
        await client.send({"type": "connection_init", "payload": {"authorization": authorization}})
        assert await client.closed() == expected


async def test_operations_run_as_the_authenticated_user() -> None:
    async with open_desk() as desk, desk.ready("Bearer ada") as client:
        await client.subscribe("{ who }")
        assert [result["data"] for result in await client.results()] == [{"who": "ada"}]
