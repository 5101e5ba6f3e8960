"""GraphQL over HTTP, after its specification, as one ASGI application.

| status | when |
|---|---|
| 200 | the operation ran, with or without errors; with `application/json`, any well-formed request |
| 400 | not a GraphQL request; with `application/graphql-response+json`, also a document, an operation or variables that cannot be run |
| 401, 403 | the credentials are bad; what they do not allow |
| 405 | a method other than GET and POST; a mutation by GET |
| 406, 415 | no acceptable answer; a body that is not JSON in UTF-8 |
| 408, 413 | the body came too slowly; is too large |
| 429 | too many operations, with `Retry-After` |
| 500 | our fault, masked |

Every body but the page for browsers is JSON, with a code in each `errors[].extensions`
and the correlation id in `X-Request-Id`.
"""  # noqa: E501

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl

import orjson
from graphql import OperationType
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.compression import compressed
from api.graphql_request import GraphQLRequest, bad_request, decode_json, read_request
from api.negotiation import HTML, JSON, RESPONSE_JSON, choose_media_type, is_json_body
from api.rate_lots import Admit
from api.request_body import BodyTooLarge, read_body
from domain.actors import Actor
from domain.errors import DomainError, ErrorCode
from schema.engine import Engine
from schema.presentation import is_request_error, present_error, present_result

MAX_BODY: Final = 1024 * 1024
BODY_TIMEOUT_S: Final = 30.0

_HEADERS: Final = {
    media_type: (
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept, Accept-Encoding"),
        (b"x-content-type-options", b"nosniff"),
    )
    for media_type in (JSON, RESPONSE_JSON)
}
_REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{1,64}")
_STATUS: Final = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.TOKEN_INVALID: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.RATE_LIMITED: 429,
    ErrorCode.UNAVAILABLE: 503,
}


class RequestContext(Protocol):
    """What this edge needs to know of the context that resolvers get."""

    @property
    def actor(self) -> Actor: ...

    @property
    def set_cookies(self) -> list[str] | None:
        """Whole `Set-Cookie` values that resolvers have asked for."""


Headers = Mapping[bytes, bytes]

MakeContext = Callable[[Scope, Headers, str], Awaitable[RequestContext]]
"""From a request, its headers and its correlation id; raises `DomainError` for bad credentials."""

Page = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Answer:
    status: int
    payload: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)


class Refusal(Exception):
    """A request that ends before it is a GraphQL operation."""

    def __init__(self, status: int, error: DomainError, **headers: str) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error
        self.headers = headers


class GraphQLEndpoint:
    """Serves `engine` at one path; a browser that asks for HTML gets `graphiql`."""

    def __init__(
        self,
        engine: Engine,
        make_context: MakeContext,
        *,
        graphiql: Page | None = None,
        admit: Admit | None = None,
        max_body: int = MAX_BODY,
        body_timeout_s: float = BODY_TIMEOUT_S,
    ) -> None:
        self._engine = engine
        self._make_context = make_context
        self._graphiql = graphiql
        self._admit = admit
        self._max_body = max_body
        self._body_timeout_s = body_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        correlation_id = correlation_id_of(headers.get(b"x-request-id", b""))
        html = self._graphiql is not None and scope["method"] == "GET"
        media_type = choose_media_type(headers.get(b"accept", b"").decode("latin-1"), html=html)
        if media_type == HTML and self._graphiql is not None:
            await (await self._graphiql(Request(scope)))(scope, receive, send)
            return
        try:
            answer = await self._answer(scope, receive, headers, media_type, correlation_id)
        except ClientDisconnect:
            return
        accepted = headers.get(b"accept-encoding", b"").decode("latin-1")
        await _send_answer(send, answer, media_type or JSON, correlation_id, accepted)

    async def _answer(
        self,
        scope: Scope,
        receive: Receive,
        headers: Headers,
        media_type: str | None,
        correlation_id: str,
    ) -> Answer:
        try:
            if media_type is None:
                raise Refusal(406, bad_request(f"Accept {RESPONSE_JSON} or {JSON}."))
            return await self._run(scope, receive, headers, media_type, correlation_id)
        except Refusal as refusal:
            return Answer(refusal.status, _errors(refusal.error, correlation_id), refusal.headers)
        except DomainError as error:
            return Answer(_STATUS.get(error.code, 400), _errors(error, correlation_id))
        except ClientDisconnect:
            raise
        except Exception as error:
            return Answer(500, _errors(error, correlation_id))

    async def _run(
        self,
        scope: Scope,
        receive: Receive,
        headers: Headers,
        media_type: str,
        correlation_id: str,
    ) -> Answer:
        method = scope["method"]
        _check_head(method, headers)
        context = await self._make_context(scope, headers, correlation_id)
        await self._check_rate(scope, context)
        params = _query_params(scope) if method == "GET" else await self._body_params(receive)
        operation = read_request(params)
        return await self._execute(operation, method, context, media_type, correlation_id)

    async def _execute(
        self,
        operation: GraphQLRequest,
        method: str,
        context: RequestContext,
        media_type: str,
        correlation_id: str,
    ) -> Answer:
        request_error = 400 if media_type == RESPONSE_JSON else 200
        prepared = self._engine.prepare(operation.query, operation.operation_name)
        if isinstance(prepared, list):
            errors = [present_error(error, correlation_id) for error in prepared]
            return Answer(request_error, {"errors": errors})
        if prepared.kind is OperationType.SUBSCRIPTION:
            raise bad_request("Subscriptions need a WebSocket (graphql-transport-ws) at this path.")
        if method == "GET" and prepared.kind is not OperationType.QUERY:
            raise Refusal(405, bad_request("Send mutations by POST."), allow="POST")
        result = await self._engine.execute(prepared, operation.variables, context)
        status = request_error if is_request_error(result) else 200
        payload = present_result(result, correlation_id)
        return Answer(status, payload, cookies=context.set_cookies or [])

    async def _check_rate(self, scope: Scope, context: RequestContext) -> None:
        if self._admit is None:
            return
        decision = await self._admit(context.actor.user_id, address_of(scope))
        if not decision.allowed:
            message = f"Too many requests; try again in {decision.retry_after_s} s."
            raise DomainError(ErrorCode.RATE_LIMITED, message, retry_after_s=decision.retry_after_s)

    async def _body_params(self, receive: Receive) -> Any:
        try:
            body = await read_body(receive, self._max_body, self._body_timeout_s)
        except BodyTooLarge:
            message = f"The body is larger than {self._max_body:,} bytes."
            raise Refusal(413, bad_request(message), connection="close") from None
        except TimeoutError:
            error = bad_request("The body came too slowly.")
            raise Refusal(408, error, connection="close") from None
        return decode_json(body)


def address_of(scope: Scope) -> str:
    """Of the peer, or of the client that a trusted proxy names; empty when there is none."""
    client = scope.get("client")
    return client[0] if client else ""


def correlation_id_of(given: bytes) -> str:
    """The caller's `X-Request-Id` if it is a harmless one, else a new id."""
    return given.decode() if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _check_head(method: str, headers: Headers) -> None:
    if method == "GET":
        return
    if method != "POST":
        raise Refusal(405, bad_request("Use GET or POST."), allow="GET, POST")
    if not is_json_body(headers.get(b"content-type", b"").decode("latin-1")):
        raise Refusal(415, bad_request(f"Send the body as {JSON} in UTF-8."))
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise Refusal(415, bad_request("Send the body without content encoding."))


def _query_params(scope: Scope) -> dict[str, Any]:
    """The members of a request from a query string; `variables` and `extensions` are JSON."""
    try:
        pairs = parse_qsl(
            scope["query_string"].decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=20,
        )
    except ValueError:
        raise bad_request("The query string is not valid URL-encoded UTF-8.") from None
    params: dict[str, Any] = {}
    for name, value in pairs:
        if name in params:
            raise bad_request("The query string has a parameter twice.")
        is_json = name in {"variables", "extensions"}
        params[name] = decode_json(value.encode()) if is_json and value else value or None
    return params


def _errors(error: Exception, correlation_id: str) -> dict[str, Any]:
    return {"errors": [present_error(error, correlation_id)]}


async def _send_answer(
    send: Send, answer: Answer, media_type: str, correlation_id: str, accepted: str
) -> None:
    try:
        body = orjson.dumps(answer.payload)
    except orjson.JSONEncodeError as error:
        answer = Answer(500, _errors(error, correlation_id))
        body = orjson.dumps(answer.payload)
    packed = None if answer.cookies else await compressed(body, accepted)
    headers = [
        *_HEADERS[media_type],
        (b"content-length", str(len(packed or body)).encode()),
        (b"x-request-id", correlation_id.encode()),
    ]
    if packed:
        headers.append((b"content-encoding", b"gzip"))
    for name, value in (_retry_after(answer.payload) | answer.headers).items():
        headers.append((name.encode(), value.encode()))
    for cookie in answer.cookies:
        headers.append((b"set-cookie", cookie.encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": packed or body})


def _retry_after(payload: dict[str, Any]) -> dict[str, str]:
    if "errors" not in payload:
        return {}
    waits = [
        error["extensions"]["retryAfter"]
        for error in payload["errors"]
        if "retryAfter" in error["extensions"]
    ]
    return {"retry-after": str(max(1, round(max(waits))))} if waits else {}
