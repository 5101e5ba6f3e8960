"""PostgreSQL connections that are lent without asking the server anything.

asyncpg's own pool resets a connection whenever it comes back, which costs a round trip for
every statement. Nothing here leaves a session changed: settings are set for a transaction, and
locks are a transaction's. What comes back in the middle of one is thrown away.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

Connection = Any
"""asyncpg's; it has no types."""


class ConnectionPool:
    """At most `size` connections, opened when they are first needed."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], size: int) -> None:
        self._connect = connect
        self._left = size
        self._idle: list[Connection] = []
        self._lent: set[Connection] = set()
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def acquire(self) -> Connection:
        """The connection that came back last, else a new one; waits while all are lent."""
        while True:
            while self._idle:
                connection = self._idle.pop()
                if not connection.is_closed():
                    self._lent.add(connection)
                    return connection
                self._left += 1
            if self._left:
                return await self._open()
            await self._turn()

    async def release(self, connection: Connection) -> None:
        self._lent.discard(connection)
        if _is_clean(connection):
            self._idle.append(connection)
        else:
            connection.terminate()
            self._left += 1
        self._wake()

    async def close(self) -> None:
        """Close what is idle; what is still lent is cut off."""
        idle, self._idle = self._idle, []
        for connection in idle:
            await connection.close()
        self.terminate()

    def terminate(self) -> None:
        for connection in (*self._idle, *self._lent):
            connection.terminate()

    async def expire_connections(self) -> None:
        """Close what is idle: what they know of the database's types may be stale."""
        idle, self._idle = self._idle, []
        self._left += len(idle)
        for connection in idle:
            await connection.close()

    async def _open(self) -> Connection:
        self._left -= 1
        try:
            connection = await self._connect()
        except BaseException:
            self._left += 1
            self._wake()
            raise
        self._lent.add(connection)
        return connection

    async def _turn(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._wake()
            raise

    def _wake(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return


def _is_clean(connection: Connection) -> bool:
    """Not when a statement was cancelled: the server may still run it, a BEGIN even."""
    if connection.is_closed() or connection.is_in_transaction():
        return False
    return not connection._protocol._is_cancelling()
