"""The connections to model servers: to allowed addresses only, and never more than fits.

An endpoint is a stranger's server, or a name that somebody typed. So the address is checked
when the connection is made (a name may point elsewhere by then), redirects are not followed,
and an answer is broken off when it grows beyond any real one.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from typing import Any, Final, cast

import httpcore2
import httpx2

from domain.providers.addresses import is_allowed
from jobs.adapters.llm_connections import Connections

MAX_ANSWER_BYTES: Final = 512 * 1024
CONNECT_S: Final = 5.0
CONNECTIONS: Final = 200
KEEP_S: Final = 30.0


class AnswerTooLong(httpx2.ReadError):
    """The endpoint sends more than any answer needs, or packs it."""


class AddressRefused(httpcore2.ConnectError):
    """The endpoint's name leads to an address that the desk may not ask."""


def make_http_client(*, may_be_private: bool) -> httpx2.AsyncClient:
    """A pool of connections for all endpoints; takes 20 ms or more, so call it in a thread."""
    context = ssl.create_default_context()
    network = _CheckedNetwork(may_be_private)

    def connect(origin: httpcore2.Origin) -> httpcore2.AsyncHTTPConnection:
        return httpcore2.AsyncHTTPConnection(
            origin, context, keepalive_expiry=KEEP_S, network_backend=network
        )

    transport = httpx2.AsyncHTTPTransport(verify=context)
    # The transport takes no network of ours, its pool does.
    transport._pool = cast("Any", Connections(connect, CONNECTIONS))
    return httpx2.AsyncClient(
        transport=_Bounded(transport),
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},
    )


class _CheckedNetwork(httpcore2.AsyncNetworkBackend):
    def __init__(self, may_be_private: bool) -> None:
        self._inner = httpcore2.AnyIOBackend()
        self._may_be_private = may_be_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(str(error)) from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        allowed = [it for it in addresses if is_allowed(it, may_be_private=self._may_be_private)]
        if not allowed:
            raise AddressRefused("the name leads to an address that must not be asked")
        *others, last = allowed
        for address in others:
            try:
                return await self._connect(address, port, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._connect(last, port, local_address, socket_options)

    async def _connect(
        self, address: str, port: int, local_address: str | None, options: Iterable[Any] | None
    ) -> httpcore2.AsyncNetworkStream:
        return await self._inner.connect_tcp(address, port, CONNECT_S, local_address, options)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


class _Bounded(httpx2.AsyncBaseTransport):
    def __init__(self, inner: httpx2.AsyncHTTPTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise AnswerTooLong("a packed answer, though a plain one was asked for")
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _BoundedStream(response.stream)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for chunk in self._inner:
            length += len(chunk)
            if length > MAX_ANSWER_BYTES:
                raise AnswerTooLong(f"more than {MAX_ANSWER_BYTES} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
