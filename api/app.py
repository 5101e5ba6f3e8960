"""The ASGI application: routes, and what every request gets."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api import pages
from api.access_log import AccessLog
from api.auth import Authenticator
from api.health import Health
from api.http import GraphQLEndpoint, Headers, address_of
from api.metrics import Metrics
from api.rate_limits import RateLimiter
from api.rate_lots import admit_operations
from api.socket_connection import Connection, SocketLimits
from api.socket_connection import Services as SocketServices
from api.socket_registry import AddressGate, SocketRegistry
from api.websocket import WebSocketEndpoint
from domain import unit_of_work
from domain.actors import Actor
from domain.errors import unauthenticated
from domain.settings import Settings
from schema.assembly import schema
from schema.context import Context, Services
from schema.engine import Engine

PATH: Final = "/graphql"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the composition root has built for one API process."""

    settings: Settings
    services: Services
    authenticator: Authenticator
    limiter: RateLimiter
    registry: SocketRegistry
    metrics: Metrics
    health: Health


def create_app(parts: Parts) -> ASGIApp:
    settings = parts.settings
    engine = Engine(
        schema,
        observe=parts.metrics.observe_operation,
        count_fallback=parts.metrics.count_fallback,
    )
    admit = admit_operations(
        parts.limiter,
        per_user=settings.requests_per_minute,
        per_address=settings.requests_per_minute,
    )

    async def http_context(scope: Scope, headers: Headers, correlation_id: str) -> Context:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(given) > 1:
            raise unauthenticated("Send one `Authorization` header.")
        actor = await parts.authenticator.authenticate_header(
            given[0].decode("latin-1") if given else None
        )
        return Context(
            actor,
            parts.services,
            correlation_id,
            address=address_of(scope),
            user_agent=headers.get(b"user-agent", b"").decode("latin-1"),
            request_cookies=Request(scope).cookies if b"cookie" in headers else {},
            set_cookies=[],
        )

    async def socket_actor(params: Mapping[str, Any], headers: Mapping[str, str]) -> Actor:
        return await parts.authenticator.authenticate_payload(params)

    async def socket_context(actor: Actor, correlation_id: str, connection: Connection) -> Context:
        unit_of_work.correlation_id.set(correlation_id)
        return Context(actor, parts.services, correlation_id, address=connection.address)

    socket_services = SocketServices(
        engine=engine,
        authenticate=socket_actor,
        make_context=socket_context,
        admit=admit,
        limits=SocketLimits(operations=settings.subscriptions_per_socket),
    )
    graphql = GraphQLEndpoint(
        engine,
        http_context,
        graphiql=pages.graphiql_page,
        admit=admit,
        max_body=settings.max_body_bytes,
    )
    sockets = WebSocketEndpoint(
        socket_services,
        parts.registry,
        gate=AddressGate(settings.sockets_per_address),
        allowed_origins=frozenset(settings.cors_origins),
    )
    others = Starlette(
        routes=[
            Route("/healthz", parts.health.alive),
            Route("/readyz", parts.health.ready),
            Route("/metrics", parts.metrics.endpoint),
            *pages.routes(pages.DIST),
        ],
    )
    app = _graphql_first(graphql, sockets, others)
    if settings.cors_origins:
        app = CORSMiddleware(
            app,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-request-id"],
            expose_headers=["x-request-id", "retry-after"],
        )
    return AccessLog(app, parts.metrics)


def _graphql_first(graphql: ASGIApp, sockets: ASGIApp, others: ASGIApp) -> ASGIApp:
    """Routing and error pages take longer than all else around a request, and as long as a socket
    lives their memory; GraphQL needs neither."""
    apps = {"http": graphql, "websocket": sockets}

    def app(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        chosen = apps.get(scope["type"], others) if scope["path"] == PATH else others
        return chosen(scope, receive, send)

    return app
