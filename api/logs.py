"""Logs: one line for each thing that happened, as JSON or for a terminal.

Each line carries the correlation id of the request or job it belongs to. What people
write never gets here: tickets are named by id, and a filter takes out e-mail addresses,
secrets, and the rows that PostgreSQL quotes in its errors.
"""

import logging
import sys
import time
from typing import Any, Final, Protocol, TextIO

import orjson
import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http import correlation_id_of
from api.redaction import redact
from domain.settings import Settings
from domain.unit_of_work import correlation_id

PATH_LENGTH: Final = 200
# What these say at their own levels is noise, or quotes statements and requests with their texts.
QUIET: Final = ("tortoise", "aiosqlite", "arq", "httpx", "httpx2", "httpcore", "openai", "asyncio")

log = structlog.get_logger("api.access")


class RequestMetrics(Protocol):
    def request_ended(self, path: str, status: str, *, is_socket: bool) -> None: ...


def configure_logs(settings: Settings, stream: TextIO | None = None) -> None:
    """Send this process's logs, those of its libraries included, to `stream` (stderr)."""
    out = stream or sys.stderr
    is_text = settings.log_format == "text" or (settings.log_format == "auto" and out.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer = _for_people(out) if is_text else _as_json
    level = logging.getLevelNamesMapping()[settings.log_level]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.INFO), force=True)
    logging.captureWarnings(True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


class AccessLog:
    """Outermost: gives each request its correlation id, counts it, and logs its end.

    The line has no query string, no address and no body: only what the desk itself chose,
    and the path.
    """

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = _give_request_id(scope)
        ending = _Ending(scope["type"] == "websocket", request_id, send)
        token = correlation_id.set(request_id)
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(correlation_id=request_id):
            try:
                await self._app(scope, receive, ending.send)
            except Exception:
                # The answer is made outside of here, and the traceback logged there.
                ending.failed()
                raise
            finally:
                correlation_id.reset(token)
                path = _path_of(scope)
                self._metrics.request_ended(path, ending.status, is_socket=ending.is_socket)
                log.info(
                    "socket" if ending.is_socket else "request",
                    method=scope.get("method", "GET"),
                    path=path,
                    status=ending.status,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                )


class _Ending:
    """Passes messages on and remembers how the answer began, or how the socket ended."""

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
            MutableHeaders(scope=message).setdefault("x-request-id", self._request_id)
        elif kind == "websocket.http.response.start":
            self.status = str(message["status"])
        elif kind == "websocket.close":
            self.status = str(message.get("code", 1000))
        await self._send(message)


def _give_request_id(scope: Scope) -> str:
    """The id that all inner parts will find in the request's own header."""
    headers = [pair for pair in scope["headers"] if pair[0] != b"x-request-id"]
    given = dict(scope["headers"]).get(b"x-request-id", b"")
    request_id = correlation_id_of(given)
    scope["headers"] = [*headers, (b"x-request-id", request_id.encode())]
    return request_id


def _path_of(scope: Scope) -> str:
    """The path as it was sent, percent-encoded: no line breaks, and no query string."""
    raw = scope.get("raw_path") or scope["path"].encode()
    path = raw.partition(b"?")[0][:PATH_LENGTH].decode("ascii", "backslashreplace")
    return path if path.isprintable() else ascii(path)


def _as_json(_logger: object, _method: str, event: structlog.typing.EventDict) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _for_people(out: TextIO) -> structlog.typing.Processor:
    return structlog.dev.ConsoleRenderer(colors=out.isatty())
