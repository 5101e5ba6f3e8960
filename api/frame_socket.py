"""An open WebSocket on its transport: messages in, messages out, and its end.

It stands in the place of uvicorn's own layer because that costs a queue, events, a parser
and two coroutines a message for each socket, when most of what a desk sends is one ready
message to thousands; docs/adr/0006-own-socket-protocol.md has the reasons.
"""

import asyncio
from typing import Any, Final, Protocol

from api.frames import (
    BINARY,
    CLOSE,
    EMPTY_PING,
    PING,
    PONG,
    TEXT,
    FrameError,
    FrameReader,
    as_text,
    closing_payload,
    frame,
    read_closing,
    text_head,
)

MESSAGES_AT_ONCE: Final = 64
"""Messages of one client that are handled before others may use the event loop."""


class Listener(Protocol):
    """Who is told what happens to a socket."""

    def received(self, text: bytes) -> None:
        """A text message, which is UTF-8."""

    def received_binary(self) -> None: ...

    def fell_behind(self) -> None:
        """The other side has stopped taking what it is sent."""

    def caught_up(self) -> None: ...

    def lost(self) -> None:
        """It is closed on either side, or broken: nothing more comes or goes."""


class FrameSocket(asyncio.Protocol):
    """Reading begins with `listen`, and stops while the other side takes nothing, so that its
    pings cannot make us hold more than the transport's buffer (64 KiB)."""

    __slots__ = (
        "__weakref__",
        "_close_timeout_s",
        "_connections",
        "_is_reading",
        "_listener",
        "_reader",
        "_waiting",
        "heard",
        "is_behind",
        "is_closing",
        "transport",
    )

    def __init__(self, transport: asyncio.Transport, connections: set[Any]) -> None:
        """`connections` are those that uvicorn shuts down in the end."""
        self.transport = transport
        self._connections = connections
        connections.add(self)
        self.is_behind = False
        self.is_closing = False
        self.heard = True
        self._listener: Listener | None = None
        self._reader = FrameReader()
        self._is_reading = False
        self._waiting: list[asyncio.Future[None]] | None = None
        self._close_timeout_s = 10.0

    def listen(self, listener: Listener, *, most: int, close_timeout_s: float) -> None:
        """Begin to read, and tell `listener`; messages may have `most` bytes."""
        self._listener = listener
        self._reader.most = most
        self._close_timeout_s = close_timeout_s
        self._resume_reading()

    def send(self, text: bytes) -> None:
        """One text message; nothing once it is closing."""
        self.send_frame(text_head(len(text)) + text)

    def send_frame(self, ready: bytes) -> None:
        """A text message behind its `text_head`."""
        if not self.is_closing:
            self.transport.write(ready)

    def ping(self) -> None:
        self.heard = False
        if not self.is_closing:
            self.transport.write(EMPTY_PING)

    async def ready(self) -> None:
        """Return when the other side has taken what it was sent, or the socket is closing."""
        while self.is_behind and not self.is_closing:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting = [*(self._waiting or ()), waiter]
            await waiter

    def close(self, code: int, reason: str = "") -> None:
        """Say goodbye, and hang up when the other side has answered, or after a while."""
        if self.is_closing:
            return
        self._write_closing(code, reason)
        self._resume_reading()  # for the answer; everything else is ignored
        asyncio.get_running_loop().call_later(self._close_timeout_s, self.transport.abort)

    def shutdown(self) -> None:
        """What uvicorn asks of what is still open in the end."""
        self.close(1012)
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        self.heard = True
        self._reader.feed(data)
        self._read()

    def eof_received(self) -> None:
        """The transport closes itself."""

    def pause_writing(self) -> None:
        self.is_behind = True
        self._pause_reading()
        if self._listener is not None:
            self._listener.fell_behind()

    def resume_writing(self) -> None:
        self.is_behind = False
        self.heard = True  # what it has sent meanwhile was not read
        self._wake()
        self._resume_reading()
        if self._listener is not None:
            self._listener.caught_up()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self.is_closing = True
        self._end()

    def _read(self) -> None:
        for _ in range(MESSAGES_AT_ONCE):
            if self.transport.is_closing():
                return
            try:
                message = self._reader.next()
                if message is not None:
                    self._handle(*message)
            except FrameError as error:
                self._fail(error)
                return
            if message is None:
                if not self.is_behind:
                    self._resume_reading()
                return
        self._pause_reading()
        asyncio.get_running_loop().call_soon(self._read)

    def _handle(self, opcode: int, payload: bytes) -> None:
        if opcode == CLOSE:
            self._answer_closing(payload)
        elif self.is_closing:
            return
        elif opcode == PING:
            self.transport.write(frame(PONG, payload))
        elif opcode == TEXT and self._listener is not None:
            as_text(payload)
            self._listener.received(payload)
        elif opcode == BINARY and self._listener is not None:
            self._listener.received_binary()

    def _answer_closing(self, payload: bytes) -> None:
        closing = read_closing(payload)
        if not self.is_closing:
            self._write_closing(closing.code, closing.reason)
        self._hang_up()

    def _fail(self, error: FrameError) -> None:
        if not self.is_closing:
            self._write_closing(error.code, error.reason)
        self._hang_up()

    def _write_closing(self, code: int, reason: str) -> None:
        self.is_closing = True
        self.transport.write(frame(CLOSE, closing_payload(code, reason)))
        self._wake()

    def _hang_up(self) -> None:
        """After what is still to be sent, if the other side takes it in time."""
        self.transport.close()
        asyncio.get_running_loop().call_later(self._close_timeout_s, self.transport.abort)
        self._end()

    def _end(self) -> None:
        self._wake()
        if self._listener is not None:
            self._listener.lost()
            self._listener = None

    def _wake(self) -> None:
        for waiter in self._waiting or ():
            if not waiter.done():
                waiter.set_result(None)
        self._waiting = None

    def _pause_reading(self) -> None:
        if self._is_reading and not self.transport.is_closing():
            self._is_reading = False
            self.transport.pause_reading()

    def _resume_reading(self) -> None:
        if not self._is_reading and not self.transport.is_closing():
            self._is_reading = True
            self.transport.resume_reading()
