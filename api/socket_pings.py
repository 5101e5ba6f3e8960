"""Pings for all sockets of an endpoint by one timer."""

import asyncio
from collections import OrderedDict
from typing import Final, Protocol

AT_ONCE: Final = 200
"""Sockets pinged before others may use the event loop."""


class Pinged(Protocol):
    def ping(self) -> None: ...


class PingWheel:
    """Pings each socket every `interval_s` seconds; never if that is 0.

    As the interval is the same for all, they come in the order in which they were pinged
    last, and one timer for the first is enough.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._due: OrderedDict[Pinged, float] = OrderedDict()
        self._timer: asyncio.TimerHandle | None = None

    def add(self, socket: Pinged) -> None:
        if self._interval_s:
            self._due[socket] = asyncio.get_running_loop().time() + self._interval_s
            self._wait()

    def remove(self, socket: Pinged) -> None:
        self._due.pop(socket, None)
        if not self._due and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        if self._timer is None and self._due:
            first = next(iter(self._due.values()))
            self._timer = asyncio.get_running_loop().call_at(first, self._ping_due)

    def _ping_due(self) -> None:
        self._timer = None
        now = asyncio.get_running_loop().time()
        for _ in range(min(AT_ONCE, len(self._due))):
            socket, due = next(iter(self._due.items()))
            if due > now:
                break
            self._due[socket] = now + self._interval_s
            self._due.move_to_end(socket)
            socket.ping()
        self._wait()
