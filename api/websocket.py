"""GraphQL over WebSocket: the server's side of graphql-transport-ws, as an ASGI application.

Before the handshake ends: 403 for a foreign Origin, 429 with Retry-After for too many
sockets from one address. After it, the protocol's close codes (`ws_protocol.CloseCode`);
besides those 1009 for a message that is too large, 1011 for a client that answers no ping,
1013 for a reader that took nothing for `send_timeout_s`, and 1001 at shutdown. The legacy
protocol `graphql-ws` gets 4406.
"""

from typing import Final
from urllib.parse import urlsplit

import orjson
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from api.socket_connection import Connection, Services
from api.socket_handshake import FRAMES
from api.socket_pings import PingWheel
from api.socket_registry import AddressGate, SocketRegistry
from api.ws_protocol import SUBPROTOCOL, CloseCode
from domain.errors import ErrorCode

RETRY_AFTER_S: Final = 30


class WebSocketEndpoint:
    """Accepts sockets at one path and runs each as a `Connection`."""

    def __init__(
        self,
        services: Services,
        registry: SocketRegistry,
        *,
        gate: AddressGate | None = None,
        allowed_origins: frozenset[str] = frozenset(),
    ) -> None:
        self._services = services
        self._registry = registry
        self._gate = gate
        self._allowed_origins = allowed_origins
        self._pings = PingWheel(services.limits.ping_interval_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if not self._is_allowed(Headers(scope=scope)):
            await send({"type": "websocket.close"})
            return
        address = scope["client"][0] if scope.get("client") else ""
        if self._gate is not None and not self._gate.enter(address):
            await _refuse_handshake(scope, send)
            return
        try:
            await self._serve(address, scope, send)
        except OSError:
            return
        finally:
            if self._gate is not None:
                self._gate.leave(address)

    async def _serve(self, address: str, scope: Scope, send: Send) -> None:
        if SUBPROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            reason = f"Offer the sub-protocol {SUBPROTOCOL}."
            code = CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE
            await send({"type": "websocket.close", "code": code, "reason": reason})
            return
        await send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL})
        socket = scope["extensions"][FRAMES].socket
        connection = Connection(self._services, Headers(scope=scope), address, socket)
        scope["headers"] = ()  # the connection lets go of its own; the scope lives on
        self._registry.add(connection)
        self._pings.add(connection)
        try:
            closed = await connection.run()
        finally:
            self._registry.remove(connection)
            self._pings.remove(connection)
        if closed is not None:
            await send({"type": "websocket.close", "code": closed[0], "reason": closed[1]})

    def _is_allowed(self, headers: Headers) -> bool:
        """Whether the page may connect: ours, a listed one, or a client that is no browser."""
        origin = headers.get("origin")
        if origin is None or origin in self._allowed_origins:
            return True
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""


async def _refuse_handshake(scope: Scope, send: Send) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close"})
        return
    error = {
        "message": "Too many sockets from this address.",
        "extensions": {"code": ErrorCode.RATE_LIMITED.value},
    }
    headers = [
        (b"content-type", b"application/json"),
        (b"retry-after", str(RETRY_AFTER_S).encode()),
    ]
    await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
    body = orjson.dumps({"errors": [error]})
    await send({"type": "websocket.http.response.body", "body": body})
