"""The open sockets of this process: who they are of, counted by address, closed at its end."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Protocol

from api.ws_protocol import CloseCode
from domain.actors import Actor


class Socket(Protocol):
    """What the registry needs to know of a connection."""

    actor: Actor

    def close(self, code: CloseCode, reason: str) -> None:
        """Close soon; does nothing if it is closing already."""


class SocketRegistry:
    """Knows every accepted socket from its handshake until it is gone."""

    def __init__(self) -> None:
        self._sockets: set[Socket] = set()
        self._awaited: set[Socket] = set()
        self._all_gone = asyncio.Event()

    def __len__(self) -> int:
        return len(self._sockets)

    def __iter__(self) -> Iterator[Socket]:
        return iter(tuple(self._sockets))

    def add(self, socket: Socket) -> None:
        self._sockets.add(socket)

    def remove(self, socket: Socket) -> None:
        self._sockets.discard(socket)
        self._awaited.discard(socket)
        if not self._awaited:
            self._all_gone.set()

    async def close_all(self, timeout_s: float = 5.0) -> None:
        """Close everything with 1001, for shutdown; returns when all are gone or time is up."""
        self._awaited = set(self)
        for socket in self:
            socket.close(CloseCode.GOING_AWAY, "The server is shutting down.")
        if self._awaited:
            self._all_gone.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_s):
                    await self._all_gone.wait()


class AddressGate:
    """At most so many sockets at once for an address, in this process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Whether one more may open; if so it is counted until `leave`."""
        if self._open[address] >= self._most:
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]
