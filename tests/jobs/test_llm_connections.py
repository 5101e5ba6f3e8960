"""The kept connections to model servers, against real sockets on loopback."""

import asyncio
from collections.abc import AsyncIterator

import httpcore2
import pytest

from jobs.adapters.llm_connections import Connections

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CUT_OFF = b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok"


class ModelServer:
    """Answers every request with `answer`; knows which connections are open."""

    def __init__(self) -> None:
        self.answer = WHOLE
        self.accepted = 0
        self.open: list[asyncio.StreamWriter] = []
        self.port = 0
        self.has_changed = asyncio.Condition()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self.open.append(writer)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(self.answer)
        except asyncio.IncompleteReadError:
            pass
        finally:
            self.open.remove(writer)
            writer.close()
            async with self.has_changed:
                self.has_changed.notify_all()

    async def until_open(self, count: int) -> None:
        async with asyncio.timeout(5), self.has_changed:
            await self.has_changed.wait_for(lambda: len(self.open) == count)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    model = ModelServer()
    listening = await asyncio.start_server(model.serve, "127.0.0.1", 0)
    model.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield model
        await model.until_open(0)


def connections(limit: int = 10, keep_s: float = 30.0) -> Connections:
    return Connections(
        lambda origin: httpcore2.AsyncHTTPConnection(origin, keepalive_expiry=keep_s), limit
    )


def request(server: ModelServer) -> httpcore2.Request:
    host = f"127.0.0.1:{server.port}"
    return httpcore2.Request("GET", f"http://{host}/", headers=[("Host", host)])


async def ask(kept: Connections, server: ModelServer) -> None:
    response = await kept.handle_async_request(request(server))
    assert await response.aread() == b"ok"
    await response.aclose()


async def test_an_answer_leaves_its_connection_to_the_next_request(server: ModelServer) -> None:
    kept = connections()
    for _ in range(3):
        await ask(kept, server)
    assert (server.accepted, kept.idle) == (1, 1)
    await kept.aclose()
    assert kept.idle == 0


async def test_requests_at_the_same_time_have_a_connection_each(server: ModelServer) -> None:
    kept = connections()
    for _ in range(2):
        await asyncio.gather(*(ask(kept, server) for _ in range(4)))
    assert (server.accepted, kept.idle) == (4, 4)
    await kept.aclose()


async def test_a_connection_that_the_server_has_closed_is_not_used_again(
    server: ModelServer,
) -> None:
    kept = connections()
    await ask(kept, server)
    for writer in server.open:
        writer.write_eof()
    await ask(kept, server)
    assert (server.accepted, kept.idle) == (2, 1)
    await kept.aclose()


async def test_those_that_are_idle_too_long_are_closed(server: ModelServer) -> None:
    kept = connections(keep_s=0.0)
    await asyncio.gather(*(ask(kept, server) for _ in range(3)))
    await ask(kept, server)
    assert (server.accepted, kept.idle) == (4, 1)
    await server.until_open(1)
    await kept.aclose()


async def test_an_answer_that_is_broken_off_takes_its_connection_with_it(
    server: ModelServer,
) -> None:
    kept = connections(limit=1)
    server.answer = CUT_OFF
    response = await kept.handle_async_request(request(server))
    await response.aclose()
    await server.until_open(0)
    server.answer = WHOLE
    await ask(kept, server)
    assert (server.accepted, kept.idle) == (2, 1)
    await kept.aclose()


async def test_a_request_that_fails_gives_its_place_back(server: ModelServer) -> None:
    kept = connections(limit=1)
    server.answer = b"nonsense\r\n\r\n"
    for _ in range(2):
        with pytest.raises(httpcore2.RemoteProtocolError):
            await kept.handle_async_request(request(server))
    server.answer = WHOLE
    await ask(kept, server)
    await kept.aclose()


async def test_beyond_the_limit_a_request_waits_for_a_place(server: ModelServer) -> None:
    kept = connections(limit=1)
    first = await kept.handle_async_request(request(server))
    second = asyncio.create_task(ask(kept, server))
    third = asyncio.create_task(ask(kept, server))
    await asyncio.sleep(0)
    third.cancel()
    with pytest.raises(asyncio.CancelledError):
        await third
    assert server.accepted == 1
    await first.aread()
    await first.aclose()
    await second
    assert server.accepted == 1
    await kept.aclose()


async def test_each_server_has_its_own_and_no_more_are_kept_than_may_be_in_use(
    server: ModelServer,
) -> None:
    kept, few = connections(limit=2), connections(limit=1)
    other = ModelServer()
    async with await asyncio.start_server(other.serve, "127.0.0.1", 0) as listening:
        other.port = listening.sockets[0].getsockname()[1]
        for _ in range(2):
            await ask(kept, server)
            await ask(kept, other)
        assert (server.accepted, other.accepted, kept.idle) == (1, 1, 2)
        await kept.aclose()
        await ask(few, server)
        await ask(few, other)
        assert few.idle == 1
        await few.aclose()
        await other.until_open(0)
