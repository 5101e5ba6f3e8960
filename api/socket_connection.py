"""One graphql-transport-ws socket after its handshake.

Memory per socket is bounded: an operation makes its next result only after the last one was
taken by the transport, and what a subscription's group has for a socket that is behind stays
in the group or the event log. An idle socket has no task: its messages arrive by callbacks.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
import structlog
from graphql import ExecutionResult, OperationType
from starlette.datastructures import Headers

from api.frame_socket import FrameSocket
from api.graphql_request import GraphQLRequest
from api.http import correlation_id_of
from api.rate_lots import Admit
from api.socket_operation import Operation
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
from domain.live_groups import give
from schema.engine import Engine
from schema.live import LiveStream
from schema.presentation import encode_result, is_request_error, present_error

_log = structlog.get_logger(__name__)
_PING = b'{"type":"ping"}'

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


class Connection:
    """One socket: takes messages in order, runs each operation in a task of its own."""

    __slots__ = (
        "_headers",
        "_is_acknowledged",
        "_limits",
        "_operations",
        "_patience",
        "_services",
        "_tasks",
        "_timer",
        "actor",
        "address",
        "closed",
        "correlation_id",
        "socket",
    )

    def __init__(
        self, services: Services, headers: Headers, address: str, socket: FrameSocket
    ) -> None:
        loop = asyncio.get_running_loop()
        self.actor: Actor = ANONYMOUS
        self.address = address
        self.correlation_id = correlation_id_of(headers.get("x-request-id", "").encode("latin-1"))
        self.socket = socket
        self.closed: asyncio.Future[tuple[int, str] | None] = loop.create_future()
        self._services = services
        self._limits = services.limits
        self._headers: Headers | None = headers
        self._tasks: set[asyncio.Task[None]] = set()
        self._operations: dict[str, Operation] = {}
        self._is_acknowledged = False
        self._patience: asyncio.TimerHandle | None = None
        # One at a time: for the initialisation, then for the token's end.
        self._timer: asyncio.TimerHandle | None = loop.call_later(
            self._limits.init_timeout_s,
            self.close,
            CloseCode.INIT_TIMEOUT,
            "Connection initialisation timeout",
        )

    async def run(self) -> tuple[int, str] | None:
        """Serve until either side closes; afterwards no task of this socket is left.

        Code and reason if it was our side, else None.
        """
        limits = self._limits
        self.socket.listen(self, most=limits.frame, close_timeout_s=limits.close_timeout_s)
        try:
            return await self.closed
        finally:
            self._stop()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=limits.close_timeout_s)

    def close(self, code: CloseCode, reason: str) -> None:
        """From now on nothing more is sent, whoever still tries."""
        if not self.closed.done():
            reason = truncate_reason(reason)
            self.closed.set_result((code, reason))
            self._stop()
            self.socket.close(code, reason)

    def ping(self) -> None:
        """Both the protocol's own and the one of WebSockets, which every client answers."""
        if self.socket.is_behind:
            return
        if not self.socket.heard:
            self.close(CloseCode.UNRESPONSIVE, "The last ping was not answered.")
            return
        self.socket.ping()
        if self._is_acknowledged:
            self.socket.send(_PING)

    def received(self, text: bytes) -> None:
        try:
            self._handle(parse_frame(text))
        except ProtocolError as error:
            self.close(error.code, error.reason)
        except Exception:
            _log.exception("socket_failed", correlation_id=self.correlation_id)
            self.close(CloseCode.INTERNAL, "Internal server error")

    def received_binary(self) -> None:
        self.close(CloseCode.BAD_REQUEST, "Send text frames.")

    def fell_behind(self) -> None:
        reason = "Too slow: read faster, or come back."
        self._patience = asyncio.get_running_loop().call_later(
            self._limits.send_timeout_s, self.close, CloseCode.TRY_AGAIN_LATER, reason
        )

    def caught_up(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def lost(self) -> None:
        if not self.closed.done():
            self.closed.set_result(None)
            self._stop()

    def ended(self, operation: Operation, error: Exception | None) -> None:
        self._finish(operation, [] if error is None else [error], secrets.token_hex(8))

    def _stop(self) -> None:
        self.caught_up()
        if self._timer is not None:
            self._timer.cancel()
        for operation in self._operations.values():
            operation.stop()
        self._operations.clear()
        for task in self._tasks:
            task.cancel()

    def _handle(self, message: Message) -> None:
        match message:
            case ConnectionInit(payload):
                if self._headers is None:
                    reason = "Too many initialisation requests"
                    raise ProtocolError(CloseCode.TOO_MANY_INITS, reason)
                headers, self._headers = self._headers, None
                if self._timer is not None:
                    self._timer.cancel()
                self._spawn(self._begin(payload, headers))
            case Ping(payload):
                pong = {"type": "pong"} if payload is None else {"type": "pong", "payload": payload}
                self._send(pong)
            case Subscribe(operation_id, request):
                self._subscribe(operation_id, request)
            case Complete(operation_id):
                if (operation := self._operations.pop(operation_id, None)) is not None:
                    operation.stop()

    async def _begin(self, payload: dict[str, Any], headers: Headers) -> None:
        """Authenticate and acknowledge."""
        try:
            await self._authenticate(payload, headers)
        except DomainError as error:
            is_forbidden = error.code is ErrorCode.FORBIDDEN
            code = CloseCode.FORBIDDEN if is_forbidden else CloseCode.UNAUTHORIZED
            self.close(code, error.message)
            return
        except Exception:
            _log.exception("authentication_failed", correlation_id=self.correlation_id)
            self.close(CloseCode.INTERNAL, "Internal server error")
            return
        self._is_acknowledged = True
        self._close_when_token_ends()
        self._send({"type": "connection_ack"})

    async def _authenticate(self, payload: dict[str, Any], headers: Headers) -> None:
        """Take on an actor, and look again until nothing has changed meanwhile.

        A change of rights closes the sockets of an actor; one that came between reading him
        and taking him on would have found none here.
        """
        while (actor := await self._services.authenticate(payload, headers)) != self.actor:
            self.actor = actor

    def _close_when_token_ends(self) -> None:
        if self.actor.valid_until is None:
            return
        left_s = (self.actor.valid_until - clock.now()).total_seconds()
        self._timer = asyncio.get_running_loop().call_later(
            max(0.0, left_s), self.close, CloseCode.UNAUTHORIZED, "The token has ended."
        )

    def _subscribe(self, operation_id: str, request: GraphQLRequest) -> None:
        if not self._is_acknowledged:
            raise ProtocolError(CloseCode.UNAUTHORIZED, "Unauthorized")
        if operation_id in self._operations:
            reason = f"Subscriber for {operation_id} already exists"
            raise ProtocolError(CloseCode.SUBSCRIBER_EXISTS, reason)
        operation = Operation(self, operation_id)
        served = sum(it.task is None for it in self._operations.values())
        self._operations[operation_id] = operation
        if len(self._tasks) + served >= self._limits.operations:
            message = f"At most {self._limits.operations} operations at once on a socket."
            refusal = DomainError(ErrorCode.RATE_LIMITED, message)
            self._finish(operation, [refusal], self.correlation_id)
            return
        operation.task = self._spawn(self._operate(operation, request))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _operate(self, operation: Operation, request: GraphQLRequest) -> None:
        correlation_id = secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(
            correlation_id=correlation_id, connection_id=self.correlation_id
        )
        errors: list[Exception]
        try:
            errors = await self._execute(operation, request, correlation_id)
        except Exception as error:
            errors = [error]
        operation.task = None
        if operation.group is None or errors:
            self._finish(operation, errors, correlation_id)

    async def _execute(
        self, operation: Operation, request: GraphQLRequest, correlation_id: str
    ) -> list[Exception]:
        """Send every result, or leave that to a group; returns the errors that ended the
        operation, usually none."""
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
            if isinstance(source, LiveStream):
                await source.follow(operation)
                return []
            async with aclosing(cast("Any", source)) as results:
                await self._send_results(operation, results, correlation_id)
            return []
        result = await engine.execute(prepared, request.variables, context)
        if is_request_error(result):
            return [*(result.errors or ())]
        await give(operation, encode_result(result, correlation_id))
        return []

    async def _check_rate(self) -> None:
        if self._services.admit is None:
            return
        decision = await self._services.admit(self.actor.user_id, self.address)
        if not decision.allowed:
            message = f"Too many operations; try again in {decision.retry_after_s} s."
            raise DomainError(ErrorCode.RATE_LIMITED, message, retry_after_s=decision.retry_after_s)

    async def _send_results(
        self, operation: Operation, results: AsyncIterator[ExecutionResult], correlation_id: str
    ) -> None:
        async for result in results:
            await give(operation, encode_result(result, correlation_id))

    def _finish(self, operation: Operation, errors: list[Exception], correlation_id: str) -> None:
        """Say how an operation ended, unless the client has ended it itself."""
        if self._operations.get(operation.id) is not operation:
            return
        del self._operations[operation.id]
        operation.stop()
        if errors:
            payload = [present_error(error, correlation_id) for error in errors]
            self._send({"id": operation.id, "type": "error", "payload": payload})
        else:
            self._send({"id": operation.id, "type": "complete"})

    def _send(self, message: dict[str, Any]) -> None:
        self.socket.send(orjson.dumps(message))


MakeSocketContext = Callable[[Actor, str, Connection], Awaitable[Any]]
"""Makes the context of one operation: actor, correlation id, and the socket it came from."""
