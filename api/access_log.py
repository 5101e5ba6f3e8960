"""One line and one count for each request and socket that has ended."""

import time
from functools import lru_cache
from typing import Final, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import correlation_id_of
from api.logs import line_writer
from api.redaction import redact_text
from domain.unit_of_work import correlation_id

PATH_LENGTH: Final = 200
REQUEST_ID: Final = b"x-request-id"


class RequestMetrics(Protocol):
    def request_ended(self, path: str, status: str, *, is_socket: bool) -> None: ...


class AccessLog:
    """Outermost: gives each request its correlation id, counts it, and logs its end.

    The line has no query string, no address and no body: only what the desk itself chose,
    and the path.
    """

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics
        self._write = line_writer()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = _give_request_id(scope)
        ending = _Ending(scope["type"] == "websocket", request_id, send)
        token = correlation_id.set(request_id)
        began = time.perf_counter()
        try:
            await self._app(scope, receive, ending.send)
        except Exception:
            # The answer is made outside of here, and the traceback logged there.
            ending.failed()
            raise
        finally:
            path = _shown((scope.get("raw_path") or scope["path"].encode())[:PATH_LENGTH])
            self._metrics.request_ended(path, ending.status, is_socket=ending.is_socket)
            self._write(
                {
                    "event": "socket" if ending.is_socket else "request",
                    "method": scope.get("method", "GET"),
                    "path": path,
                    "status": ending.status,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                    "correlation_id": request_id,
                }
            )
            correlation_id.reset(token)


class _Ending:
    """Passes messages on and remembers how the answer began, or how the socket ended."""

    __slots__ = ("_request_id", "_send", "is_socket", "status")

    def __init__(self, is_socket: bool, request_id: str, send: Send) -> None:
        self.is_socket = is_socket
        self.status = "none"
        self._request_id = request_id
        self._send = send

    def failed(self) -> None:
        if self.status == "none":
            self.status = "1011" if self.is_socket else "500"

    async def send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.start":
            self.status = str(message["status"])
            header = (REQUEST_ID, self._request_id.encode())
            headers = message.get("headers", ())
            if header not in headers:
                message["headers"] = [*headers, header]
        elif kind == "websocket.http.response.start":
            self.status = str(message["status"])
        elif kind == "websocket.close":
            self.status = str(message.get("code", 1000))
        await self._send(message)


def _give_request_id(scope: Scope) -> str:
    """The id that all inner parts will find in the request's own header."""
    given = b""
    others = []
    for pair in scope["headers"]:
        if pair[0] == REQUEST_ID:
            given = pair[1]
        else:
            others.append(pair)
    request_id = correlation_id_of(given)
    scope["headers"] = [*others, (REQUEST_ID, request_id.encode())]
    return request_id


@lru_cache(maxsize=256)
def _shown(raw: bytes) -> str:
    """The path as it was sent, percent-encoded: no line breaks, query string or secrets."""
    path = raw.partition(b"?")[0].decode("ascii", "backslashreplace")
    return redact_text(path if path.isprintable() else ascii(path))
