"""From the request for a WebSocket to an open one: what uvicorn gives a connection to.

The application sees plain ASGI until it accepts. Then the connection goes on as a
`FrameSocket`, which is found in `scope["extensions"][FRAMES]`.
"""

import asyncio
from collections.abc import Iterable
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote

import structlog
from starlette.types import Message, Scope
from uvicorn.config import Config
from uvicorn.protocols.utils import get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from api.frame_socket import FrameSocket

FRAMES: Final = "deskwire.frames"

_log = structlog.get_logger(__name__)


class Opened:
    """Holds the socket once it has been accepted."""

    __slots__ = ("socket",)

    def __init__(self) -> None:
        self.socket: FrameSocket | None = None


class SocketHandshake(asyncio.Protocol):
    """A connection that has asked to become a WebSocket; let go of when it is one."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._config = config
        self._state = server_state
        self._app_state = app_state
        self._handshake = ServerProtocol()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._state.connections.add(self)  # type: ignore[arg-type]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """The whole request, as uvicorn has read it; frames have to wait for the answer."""
        self._handshake.receive_data(data)
        for event in self._handshake.events_received():
            if isinstance(event, Request):
                self._transport.pause_reading()
                self._begin(event)

    def eof_received(self) -> None:
        """The transport closes itself."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._state.connections.discard(self)

    def shutdown(self) -> None:
        _answer(self._transport, _plain(HTTPStatus.SERVICE_UNAVAILABLE))

    def _begin(self, request: Request) -> None:
        response = self._handshake.accept(request)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            _answer(self._transport, response)
            return
        self._state.connections.discard(self)
        exchange = _Exchange(self._transport, self._state, response, self._scope(request))
        task = asyncio.get_running_loop().create_task(exchange.run(self._config.loaded_app))
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def _scope(self, request: Request) -> Scope:
        path, _, query = request.path.partition("?")
        offered = request.headers.get_all("Sec-WebSocket-Protocol")
        return {
            "type": "websocket",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if is_ssl(self._transport) else "ws",
            "server": get_local_addr(self._transport),
            "client": get_remote_addr(self._transport),
            "root_path": self._config.root_path,
            "path": self._config.root_path + unquote(path),
            "raw_path": (self._config.root_path + path).encode("ascii"),
            "query_string": query.encode("ascii"),
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in request.headers.raw_items()
            ],
            "subprotocols": [word.strip() for line in offered for word in line.split(",")],
            "state": self._app_state.copy(),
            "extensions": {"websocket.http.response": {}, FRAMES: Opened()},
        }


class _Exchange:
    """The application's side of one handshake, and the closing of the socket."""

    __slots__ = ("_response", "_scope", "_state", "_transport")

    def __init__(
        self, transport: asyncio.Transport, state: ServerState, response: Response, scope: Scope
    ) -> None:
        self._transport = transport
        self._state = state
        self._response = response
        self._scope = scope

    async def run(self, app: Any) -> None:
        try:
            await app(self._scope, self.receive, self.send)
        except Exception:
            _log.exception("socket_application_failed")
            if self._socket is None:
                _answer(self._transport, _plain(HTTPStatus.INTERNAL_SERVER_ERROR))

    @property
    def _socket(self) -> FrameSocket | None:
        socket: FrameSocket | None = self._scope["extensions"][FRAMES].socket
        return socket

    async def receive(self) -> Message:
        """That it has begun; messages come by the `FrameSocket`."""
        return {"type": "websocket.connect"}

    async def send(self, message: Message) -> None:
        socket, kind = self._socket, message["type"]
        if socket is not None:
            if kind != "websocket.close":
                raise RuntimeError(f"{kind!r} goes by the socket itself.")
            socket.close(message.get("code", 1000), message.get("reason") or "")
        elif kind == "websocket.accept":
            self._accept(message)
        elif kind == "websocket.close":
            _answer(self._transport, _plain(HTTPStatus.FORBIDDEN))
        elif kind == "websocket.http.response.start":
            self._response = _plain(HTTPStatus(message["status"]), message.get("headers", ()))
        elif kind == "websocket.http.response.body":
            self._response.body += message["body"]
            _answer(self._transport, self._response)

    def _accept(self, message: Message) -> None:
        if self._transport.is_closing():
            raise ConnectionResetError("The client has gone before the handshake's end.")
        if message.get("subprotocol"):
            self._response.headers["Sec-WebSocket-Protocol"] = message["subprotocol"]
        self._transport.write(self._response.serialize())
        del self._response  # said; this lives as long as the socket does
        socket = FrameSocket(self._transport, self._state.connections)
        self._transport.set_protocol(socket)
        self._scope["extensions"][FRAMES].socket = socket


def _plain(status: HTTPStatus, headers: Iterable[tuple[bytes, bytes]] = ()) -> Response:
    """An answer that is no WebSocket."""
    ours = Headers(Date=formatdate(usegmt=True), Connection="close")
    for name, value in headers:
        ours[name.decode("latin-1")] = value.decode("latin-1")
    return Response(status, status.phrase, ours)


def _answer(transport: asyncio.Transport, response: Response) -> None:
    """After which the connection is over."""
    if not transport.is_closing():
        response.headers.setdefault("Content-Length", str(len(response.body)))
        transport.write(response.serialize())
        transport.close()
