"""One graphql-transport-ws socket after its handshake.

Memory per socket is bounded: an operation makes its next result only after the last one
was taken by the transport, and a socket writes one message at a time.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
import structlog
from graphql import ExecutionResult, OperationType
from starlette.datastructures import Headers
from starlette.types import Receive, Send

from api.graphql_request import GraphQLRequest
from api.http import correlation_id_of
from api.rate_lots import Admit
from api.ws_protocol import (
    CloseCode,
    Complete,
    ConnectionInit,
    Message,
    Ping,
    ProtocolError,
    Subscribe,
    parse_frame,
    truncate_reason,
)
from domain import clock
from domain.actors import ANONYMOUS, Actor
from domain.errors import DomainError, ErrorCode
from schema.engine import Engine
from schema.presentation import is_request_error, present_error, present_result

_log = structlog.get_logger(__name__)

Authenticate = Callable[[dict[str, Any], Mapping[str, str]], Awaitable[Actor]]
"""From the payload of `connection_init` and the handshake's headers; raises `AccessError`."""


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """Sizes in bytes, times in seconds. `ping_interval_s` 0 sends no pings."""

    frame: int = 1024 * 1024
    operations: int = 50
    init_timeout_s: float = 10.0
    send_timeout_s: float = 60.0
    close_timeout_s: float = 2.0
    ping_interval_s: float = 25.0


@dataclass(frozen=True, slots=True)
class Services:
    """What all connections of an endpoint share."""

    engine: Engine
    authenticate: Authenticate
    make_context: "MakeSocketContext"
    admit: Admit | None = None
    limits: SocketLimits = field(default_factory=SocketLimits)


class _SocketGone(Exception):
    """Nothing more can be sent."""


class Connection:
    """One socket: reads frames in order, runs each operation in a task of its own."""

    def __init__(
        self,
        services: Services,
        headers: Headers,
        address: str,
        receive: Receive,
        send: Send,
    ) -> None:
        self.actor: Actor = ANONYMOUS
        self.address = address
        self.headers = headers
        self.correlation_id = correlation_id_of(headers.get("x-request-id", "").encode("latin-1"))
        self.finished = asyncio.Event()
        self._services = services
        self._limits = services.limits
        self._receive_event = receive
        self._send_event = send
        self._send_lock = asyncio.Lock()
        self._closing: asyncio.Future[tuple[CloseCode, str]] = asyncio.Future()
        self._tasks: set[asyncio.Task[None]] = set()
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._session: asyncio.Task[None] | None = None
        self._acknowledged = False

    def close(self, code: CloseCode, reason: str) -> None:
        if not self._closing.done():
            self._closing.set_result((code, reason))

    async def run(self) -> None:
        """Serve until either side closes; afterwards no task of this socket is left."""
        reader = asyncio.create_task(self._read())
        try:
            ends: set[asyncio.Future[Any]] = {reader, self._closing}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            running = {reader, *self._tasks}
            if self._session is not None:
                running.add(self._session)
            for task in running:
                task.cancel()
            if self._closing.done():
                await self._send_close(*self._closing.result())
            self._closing.cancel()
            await asyncio.wait(running, timeout=self._limits.close_timeout_s)
            self.finished.set()

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(self._limits.init_timeout_s) as init_timer:
                while (raw := await self._receive()) is not None:
                    message = parse_frame(raw)
                    if isinstance(message, ConnectionInit):
                        init_timer.reschedule(None)
                    await self._handle(message)
        except TimeoutError:
            self.close(CloseCode.INIT_TIMEOUT, "Connection initialisation timeout")
        except ProtocolError as error:
            self.close(error.code, error.reason)
        except _SocketGone:
            return
        except Exception:
            _log.exception("socket_failed", correlation_id=self.correlation_id)
            self.close(CloseCode.INTERNAL, "Internal server error")

    async def _receive(self) -> bytes | None:
        """The next frame; None when the client has gone."""
        event = await self._receive_event()
        if event["type"] == "websocket.disconnect":
            return None
        text = event.get("text")
        if text is None:
            raise ProtocolError(CloseCode.BAD_REQUEST, "Send text frames.")
        raw = cast("str", text).encode()
        if len(raw) > self._limits.frame:
            raise ProtocolError(CloseCode.TOO_BIG, f"At most {self._limits.frame} bytes a frame.")
        return raw

    async def _handle(self, message: Message) -> None:
        match message:
            case ConnectionInit(payload):
                if self._session is not None:
                    reason = "Too many initialisation requests"
                    raise ProtocolError(CloseCode.TOO_MANY_INITS, reason)
                self._session = asyncio.create_task(self._keep_session(payload))
            case Ping(payload):
                pong = {"type": "pong"} if payload is None else {"type": "pong", "payload": payload}
                await self._send(pong)
            case Subscribe(operation_id, request):
                await self._subscribe(operation_id, request)
            case Complete(operation_id):
                if (task := self._operations.pop(operation_id, None)) is not None:
                    task.cancel()

    async def _keep_session(self, payload: dict[str, Any]) -> None:
        """Authenticate, acknowledge, and send a ping now and then."""
        try:
            await self._authenticate(payload)
        except DomainError as error:
            is_forbidden = error.code is ErrorCode.FORBIDDEN
            code = CloseCode.FORBIDDEN if is_forbidden else CloseCode.UNAUTHORIZED
            self.close(code, error.message)
            return
        except Exception:
            _log.exception("authentication_failed", correlation_id=self.correlation_id)
            self.close(CloseCode.INTERNAL, "Internal server error")
            return
        self._acknowledged = True
        self._close_when_token_ends()
        try:
            await self._send({"type": "connection_ack"})
            while self._limits.ping_interval_s:
                await asyncio.sleep(self._limits.ping_interval_s)
                await self._send({"type": "ping"})
        except _SocketGone:
            return

    async def _authenticate(self, payload: dict[str, Any]) -> None:
        """Take on an actor, and look again until nothing has changed meanwhile.

        A change of rights closes the sockets of an actor; one that came between reading him
        and taking him on would have found none here.
        """
        while (actor := await self._services.authenticate(payload, self.headers)) != self.actor:
            self.actor = actor

    def _close_when_token_ends(self) -> None:
        if self.actor.valid_until is None:
            return
        left_s = (self.actor.valid_until - clock.now()).total_seconds()
        end = asyncio.get_running_loop().call_later(
            max(0.0, left_s), self.close, CloseCode.UNAUTHORIZED, "The token has ended."
        )
        self._closing.add_done_callback(lambda _: end.cancel())

    async def _subscribe(self, operation_id: str, request: GraphQLRequest) -> None:
        if not self._acknowledged:
            raise ProtocolError(CloseCode.UNAUTHORIZED, "Unauthorized")
        if operation_id in self._operations:
            reason = f"Subscriber for {operation_id} already exists"
            raise ProtocolError(CloseCode.SUBSCRIBER_EXISTS, reason)
        if len(self._tasks) >= self._limits.operations:
            message = f"At most {self._limits.operations} operations at once on a socket."
            refusal = DomainError(ErrorCode.RATE_LIMITED, message)
            await self._finish(operation_id, [refusal], self.correlation_id)
            return
        task = asyncio.create_task(self._operate(operation_id, request))
        self._operations[operation_id] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _operate(self, operation_id: str, request: GraphQLRequest) -> None:
        correlation_id = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(
            correlation_id=correlation_id, connection_id=self.correlation_id
        )
        errors: list[Exception]
        try:
            errors = await self._execute(operation_id, request, correlation_id)
        except _SocketGone:
            return
        except Exception as error:
            errors = [error]
        if self._operations.get(operation_id) is asyncio.current_task():
            del self._operations[operation_id]
        try:
            await self._finish(operation_id, errors, correlation_id)
        except _SocketGone:
            return

    async def _execute(
        self, operation_id: str, request: GraphQLRequest, correlation_id: str
    ) -> list[Exception]:
        """Send every result; returns the errors that ended the operation, usually none."""
        engine = self._services.engine
        prepared = engine.prepare(request.query, request.operation_name)
        if isinstance(prepared, list):
            return [*prepared]
        await self._check_rate()
        context = await self._services.make_context(self.actor, correlation_id, self)
        if prepared.kind is OperationType.SUBSCRIPTION:
            source = await engine.subscribe(prepared, request.variables, context)
            if isinstance(source, ExecutionResult):
                return [*(source.errors or ())]
            async with aclosing(cast("Any", source)) as results:
                await self._send_results(operation_id, results, correlation_id)
            return []
        result = await engine.execute(prepared, request.variables, context)
        if is_request_error(result):
            return [*(result.errors or ())]
        await self._send_next(operation_id, result, correlation_id)
        return []

    async def _check_rate(self) -> None:
        if self._services.admit is None:
            return
        decision = await self._services.admit(self.actor.user_id, self.address)
        if not decision.allowed:
            message = f"Too many operations; try again in {decision.retry_after_s} s."
            raise DomainError(ErrorCode.RATE_LIMITED, message, retry_after_s=decision.retry_after_s)

    async def _send_results(
        self, operation_id: str, results: AsyncIterator[ExecutionResult], correlation_id: str
    ) -> None:
        async for result in results:
            await self._send_next(operation_id, result, correlation_id)

    async def _send_next(
        self, operation_id: str, result: ExecutionResult, correlation_id: str
    ) -> None:
        payload = present_result(result, correlation_id)
        await self._send({"id": operation_id, "type": "next", "payload": payload})

    async def _finish(
        self, operation_id: str, errors: list[Exception], correlation_id: str
    ) -> None:
        if errors:
            payload = [present_error(error, correlation_id) for error in errors]
            await self._send({"id": operation_id, "type": "error", "payload": payload})
        else:
            await self._send({"id": operation_id, "type": "complete"})

    async def _send(self, message: dict[str, Any]) -> None:
        """Hand one message to the transport, waiting while the reader is behind."""
        text = orjson.dumps(message).decode()
        try:
            async with asyncio.timeout(self._limits.send_timeout_s), self._send_lock:
                if self._closing.done():
                    raise _SocketGone
                await self._send_event({"type": "websocket.send", "text": text})
        except TimeoutError:
            self.close(CloseCode.TRY_AGAIN_LATER, "Too slow: read faster, or come back.")
            raise _SocketGone from None
        except OSError:
            raise _SocketGone from None

    async def _send_close(self, code: CloseCode, reason: str) -> None:
        event = {"type": "websocket.close", "code": code, "reason": truncate_reason(reason)}
        try:
            async with asyncio.timeout(self._limits.close_timeout_s), self._send_lock:
                await self._send_event(event)
        except (TimeoutError, OSError):
            _log.info("socket_not_closed_cleanly", correlation_id=self.correlation_id)


MakeSocketContext = Callable[[Actor, str, Connection], Awaitable[Any]]
"""Makes the context of one operation: actor, correlation id, and the socket it came from."""
