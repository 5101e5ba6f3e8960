"""The kept connections to model servers.

httpcore's own pool looks at the socket of every idle connection with each request and each
answer: with a hundred under way, two milliseconds of processor time for an answer. Here only
the two ends of the line are looked at: the connection that is taken, and the one unused longest.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpcore2


class Connections:
    """What a transport of httpx asks of its pool; one request at a time on each connection.

    At most `limit` are in use, and as many kept. A request beyond that waits, and whoever
    makes it limits the time.
    """

    def __init__(
        self, connect: Callable[[httpcore2.Origin], httpcore2.AsyncHTTPConnection], limit: int
    ) -> None:
        self._connect = connect
        self._limit = limit
        self._places = asyncio.Semaphore(limit)
        self._idle: deque[httpcore2.AsyncHTTPConnection] = deque()  # used last: at the right

    @property
    def idle(self) -> int:
        return len(self._idle)

    async def handle_async_request(self, request: httpcore2.Request) -> httpcore2.Response:
        await self._places.acquire()
        try:
            connection = await self._taken(request.url.origin)
            response = await connection.handle_async_request(request)
        except BaseException:
            # It has closed itself, or was never open.
            self._places.release()
            raise
        lent = _Lent(response.stream, lambda: self._take_back(connection))
        return httpcore2.Response(
            response.status, headers=response.headers, content=lent, extensions=response.extensions
        )

    async def aclose(self) -> None:
        while self._idle:
            await self._idle.pop().aclose()

    async def _taken(self, origin: httpcore2.Origin) -> httpcore2.AsyncHTTPConnection:
        """The one used last that still stands, else a new one."""
        while self._idle and self._idle[0].has_expired():
            await self._idle.popleft().aclose()
        for connection in reversed(self._idle):
            if connection.can_handle_request(origin):
                self._idle.remove(connection)
                if not connection.has_expired():
                    return connection
                await connection.aclose()
                return await self._taken(origin)
        return self._connect(origin)

    async def _take_back(self, connection: httpcore2.AsyncHTTPConnection) -> None:
        self._places.release()
        if connection.is_idle():
            self._idle.append(connection)
            if len(self._idle) > self._limit:
                await self._idle.popleft().aclose()


class _Lent:
    """An answer's body, with whose end its connection is free."""

    def __init__(self, body: Any, give_back: Callable[[], Any]) -> None:
        self._body = body
        self._give_back = give_back
        self._is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._body)

    async def aclose(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            try:
                await self._body.aclose()
            finally:
                await self._give_back()
