"""A session that ends while its socket is being opened."""

from collections.abc import Mapping
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.types import Message

from api.rights_guard import RightsGuard
from api.socket_connection import Connection, Services
from api.socket_registry import SocketRegistry
from domain.actors import Actor
from domain.errors import unauthenticated
from domain.models import Event
from domain.vocabulary import ActorKind, EventKind, Role, SubjectType
from schema.engine import Engine
from tests.api.small_schema import schema
from tests.domain.valid_rows import NOW

ACTOR = Actor(user_id="usr_1", role=Role.MODERATOR, session_id="ses_1")


def revocation() -> Event:
    return Event(
        id="evt_1",
        position=1,
        kind=EventKind.SESSION_REVOKED,
        subject_type=SubjectType.SESSION,
        subject_id="ses_1",
        actor_kind=ActorKind.SYSTEM,
        occurred_at=NOW,
    )


@pytest.mark.parametrize("revoked_in_call", [1, 2])
async def test_a_session_that_ends_in_between_leaves_no_open_socket(
    db: str, revoked_in_call: int
) -> None:
    """The event comes when the old rights have been read, but not yet taken on."""
    registry = SocketRegistry()
    guard = RightsGuard(registry)
    calls = 0

    async def authenticate(_payload: dict[str, Any], _headers: Mapping[str, str]) -> Actor:
        nonlocal calls
        calls += 1
        if calls > revoked_in_call:
            raise unauthenticated("This session has ended.")
        if calls == revoked_in_call:
            guard(revocation())
        return ACTOR

    async def make_context(actor: Actor, correlation_id: str, connection: Connection) -> None:
        raise AssertionError("nothing may run")

    inbox: list[Message] = [
        {"type": "websocket.receive", "text": '{"type":"connection_init"}'},
    ]
    sent: list[Message] = []

    async def receive() -> Message:
        if inbox:
            return inbox.pop()
        await connection.finished.wait()
        return {"type": "websocket.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    services = Services(Engine(schema), authenticate, make_context)
    connection = Connection(services, Headers({}), "192.0.2.1", receive, send)
    registry.add(connection)
    await connection.run()
    assert [(it["type"], it.get("code")) for it in sent][-1] == ("websocket.close", 4401)
