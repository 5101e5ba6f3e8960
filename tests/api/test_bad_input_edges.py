"""What is wrong before it is an operation, sent to the real application."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest
import structlog
from websockets.exceptions import ConnectionClosed

from domain.actors import Actor
from tests.api.desk_server import DeskServer, serve_desk
from tests.api.test_bad_input_values import counts
from tests.domain.factories import open_desk

CREATE = (
    "mutation($title: String!) "
    "{ ticketCreate(input: {title: $title}) { ticket { title } errors { code } } }"
)
MEGABYTE = 1024 * 1024


def create(title: str) -> bytes:
    """A request whose JSON holds `title` as it stands, escapes and all."""
    return b'{"query": %s, "variables": {"title": "%s"}}' % (
        json.dumps(CREATE).encode(),
        title.encode("utf-8", "surrogatepass"),
    )


BODIES = {
    "a NUL": create("\\u0000"),
    "a NUL within": create("a\\u0000b"),
    "a lone surrogate, escaped": create("\\ud83d"),
    "a lone surrogate, raw": create("\ud83d"),
    "a raw control character": create("\x01"),
    "broken UTF-8": create("x").replace(b'"x"', b'"\xc3("'),
    "an overlong NUL": create("x").replace(b'"x"', b'"\xc0\x80"'),
    "Latin-1": create("x").replace(b'"x"', b'"\xe9"'),
    "half of it": create("x")[:-10],
    "two of them": create("x") * 2,
    "deep JSON": b'{"query": "{ viewer { id } }", "variables": {"a": ' + b"[" * 100_000,
    "a list": b"[" + create("x") + b"]",
    "nothing": b"",
}


@pytest.fixture
async def owner(db: str) -> Actor:
    return (await open_desk()).requester


@pytest.fixture
async def quiet(caplog: pytest.LogCaptureFixture) -> AsyncIterator[None]:
    """Fails when anything is logged as our fault."""
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.ERROR):
        yield
    assert [entry for entry in logs if entry["log_level"] in ("error", "critical")] == []
    assert caplog.records == []


async def post(server: DeskServer, authorization: str, body: bytes) -> httpx.Response:
    headers = {"authorization": authorization, "content-type": "application/json"}
    return await server.http.post("/graphql", content=body, headers=headers)


async def test_a_malformed_body_is_refused_and_writes_nothing(owner: Actor, quiet: None) -> None:
    async with serve_desk() as server:
        authorization = await server.sign_in(owner)
        before = await counts()
        for name, body in BODIES.items():
            answer = await post(server, authorization, body)
            codes = [error["extensions"]["code"] for error in answer.json()["errors"]]
            assert (answer.status_code, codes) == (400, ["BAD_REQUEST"]), name
        assert await counts() == before


async def test_a_body_of_ten_megabytes_is_refused_and_the_desk_goes_on(
    owner: Actor, quiet: None
) -> None:
    async with serve_desk() as server:
        authorization = await server.sign_in(owner)
        before = await counts()
        for size in (MEGABYTE + 1, 10 * MEGABYTE):
            answer = await post(server, authorization, create("x" * size))
            assert answer.status_code == 413
            assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert await counts() == before
        assert (await post(server, authorization, create("Small"))).json()["data"]


async def test_a_malformed_frame_closes_its_socket_alone(owner: Actor, quiet: None) -> None:
    async with serve_desk() as server:
        authorization = await server.sign_in(owner)
        before = await counts()
        async with server.socket(authorization) as other:
            for name, body in BODIES.items():
                if name == "a lone surrogate, raw":
                    continue  # no client can put it into a text frame
                frame = b'{"type": "subscribe", "id": "1", "payload": ' + body + b"}"
                async with server.socket(authorization) as client:
                    await client.connection.send(frame, text=True)
                    with pytest.raises(ConnectionClosed) as closed:
                        await client.receive()
                assert closed.value.rcvd is not None
                assert closed.value.rcvd.code in (4400, 1007), name
            await other.subscribe("{ viewer { id } }")
            assert (await other.results())[0]["data"] == {"viewer": {"id": owner.user_id}}
        assert await counts() == before


async def test_a_frame_of_ten_megabytes_closes_its_socket_with_1009(
    owner: Actor, quiet: None
) -> None:
    async with serve_desk() as server, server.socket(await server.sign_in(owner)) as client:
        with suppress(ConnectionClosed):
            await client.subscribe(CREATE, variables={"title": "x" * 10 * MEGABYTE})
        with pytest.raises(ConnectionClosed) as closed:
            await client.receive()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Basic eDp5", "Bearer x.y.z", "Bearer dwk_x", "Bearer " + "x" * 5_000,
     "Bearer é", "dwk_x"],
)  # fmt: skip
async def test_bad_credentials_are_refused_and_not_taken_for_nobody(
    db: str, quiet: None, authorization: str
) -> None:
    async with serve_desk() as server:
        headers = {"authorization": authorization.encode()}
        body = {"query": "{ viewer { id } }"}
        answer = await server.http.post("/graphql", json=body, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_doubled_creates_at_the_same_moment_make_one_ticket(
    owner: Actor, quiet: None
) -> None:
    async with serve_desk() as server:
        authorization = await server.sign_in(owner)
        before = await counts()
        query = CREATE.replace("{title: $title}", '{title: $title, id: "tkt_' + "0" * 26 + '"}')
        asked = [server.ask(authorization, query, {"title": "Once"}) for _ in range(8)]
        answers = await asyncio.gather(*asked)
        after = await counts()
        made = {"ticketCreate": {"ticket": {"title": "Once"}, "errors": []}}
        assert [answer["data"] for answer in answers] == [made] * 8
        assert after["Ticket"] - before["Ticket"] == 1
        assert after["TriageRun"] - before["TriageRun"] == 1


async def test_odd_but_good_text_comes_back_as_it_was_sent(owner: Actor, quiet: None) -> None:
    family = "\U0001f469\u200d\U0001f467"
    titles = [f"{family} lost", "مرحبا", "Ünïcödé", "𝔘𝔫𝔦", "'; DROP TABLE x; --", "<b>", "%_\\"]
    async with serve_desk() as server:
        authorization = await server.sign_in(owner)
        for title in titles:
            answer = await server.ask(authorization, CREATE, {"title": title})
            assert answer["data"]["ticketCreate"]["ticket"] == {"title": title}
