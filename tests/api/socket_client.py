"""A client that speaks graphql-transport-ws frame by frame, so that tests can misspeak it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from api.rate_lots import Admit
from api.socket_connection import Authenticate, Connection, Services, SocketLimits
from api.socket_registry import AddressGate, SocketRegistry
from api.websocket import WebSocketEndpoint
from domain.actors import ANONYMOUS, Actor
from domain.errors import forbidden, unauthenticated
from domain.vocabulary import Role
from schema.engine import Engine
from tests.api.edge_fixtures import serve
from tests.api.small_schema import Journal, SmallContext, schema


async def authenticate(params: dict[str, Any], _headers: Mapping[str, str]) -> Actor:
    """`Bearer <user>` signs in as that user; two names are refused, one breaks."""
    match params.get("authorization"):
        case None:
            return ANONYMOUS
        case "Bearer banned":
            raise forbidden("This account is closed.")
        case "Bearer crash":
            raise RuntimeError("a secret")
        case str(token) if token.startswith("Bearer "):
            user = token.removeprefix("Bearer ")
            return Actor(user_id=user, role=Role.USER, session_id=f"session-{user}")
    raise unauthenticated("The token is not valid.")


@dataclass
class Desk:
    """A running endpoint and what its resolvers did."""

    address: str
    journal: Journal
    registry: SocketRegistry

    @asynccontextmanager
    async def socket(self, **options: Any) -> AsyncIterator["Client"]:
        options.setdefault("subprotocols", ["graphql-transport-ws"])
        async with connect(f"ws://{self.address}/graphql", **options) as connection:
            yield Client(connection)

    @asynccontextmanager
    async def ready(self, authorization: str | None = None) -> AsyncIterator["Client"]:
        """A socket that has been acknowledged."""
        async with self.socket() as client:
            await client.initialise(authorization)
            yield client


@dataclass
class Client:
    connection: ClientConnection
    buffered: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def send_raw(self, frame: str | bytes) -> None:
        await self.connection.send(frame)

    async def receive(self) -> dict[str, Any]:
        frame = await self.connection.recv()
        assert isinstance(frame, str), "only text frames are allowed"
        message: dict[str, Any] = json.loads(frame)
        return message

    async def initialise(self, authorization: str | None = None) -> None:
        payload = {} if authorization is None else {"authorization": authorization}
        await self.send({"type": "connection_init", "payload": payload})
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, query: str, operation_id: str = "1", **members: Any) -> None:
        payload = {"query": query, **members}
        await self.send({"id": operation_id, "type": "subscribe", "payload": payload})

    async def complete(self, operation_id: str = "1") -> None:
        await self.send({"id": operation_id, "type": "complete"})

    async def results(self, operation_id: str = "1") -> list[dict[str, Any]]:
        """The payloads of an operation until the server completes it."""
        payloads = []
        while (message := await self.receive())["type"] == "next":
            assert message["id"] == operation_id
            payloads.append(message["payload"])
        assert message == {"id": operation_id, "type": "complete"}
        return payloads

    async def error(self, operation_id: str = "1") -> dict[str, Any]:
        """The single error that ends an operation."""
        message = await self.receive()
        assert (message["type"], message["id"]) == ("error", operation_id)
        [error] = message["payload"]
        return error  # type: ignore[no-any-return]

    async def closed(self) -> tuple[int, str]:
        """Code and reason of the close frame that comes next."""
        with pytest.raises(ConnectionClosed) as caught:
            await self.connection.recv()
        assert caught.value.rcvd is not None
        return caught.value.rcvd.code, caught.value.rcvd.reason


@asynccontextmanager
async def open_desk(
    limits: SocketLimits | None = None,
    *,
    engine: Engine | None = None,
    admit: Admit | None = None,
    gate: AddressGate | None = None,
    allowed_origins: frozenset[str] = frozenset(),
    sign_in: Authenticate = authenticate,
) -> AsyncIterator[Desk]:
    journal = Journal()

    async def make_context(
        actor: Actor, correlation_id: str, _connection: Connection
    ) -> SmallContext:
        return SmallContext(actor, correlation_id, journal)

    services = Services(
        engine or Engine(schema), sign_in, make_context, admit, limits or SocketLimits()
    )
    registry = SocketRegistry()
    endpoint = WebSocketEndpoint(services, registry, gate=gate, allowed_origins=allowed_origins)
    async with serve(endpoint) as address:
        try:
            yield Desk(address, journal, registry)
        finally:
            await registry.close_all()
