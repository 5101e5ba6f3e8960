"""A session that ends while its socket is being opened."""

from collections.abc import Mapping
from typing import Any

import pytest

from api.rights_guard import RightsGuard
from domain.actors import Actor
from domain.errors import unauthenticated
from domain.models import Event
from domain.vocabulary import ActorKind, EventKind, Role, SubjectType
from tests.api.socket_client import Desk, open_desk
from tests.domain.spine import until
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
async def test_a_session_that_ends_in_between_leaves_no_open_socket(revoked_in_call: int) -> None:
    """The event comes when the old rights have been read, but not yet taken on."""
    desks: list[Desk] = []
    calls = 0

    async def sign_in(_payload: dict[str, Any], _headers: Mapping[str, str]) -> Actor:
        nonlocal calls
        calls += 1
        if calls > revoked_in_call:
            raise unauthenticated("This session has ended.")
        if calls == revoked_in_call:
            RightsGuard(desks[0].registry)(revocation())
        return ACTOR

    async with open_desk(sign_in=sign_in) as desk:
        desks.append(desk)
        async with desk.socket() as client:
            await client.send({"type": "connection_init"})
            code, _reason = await client.closed()
            assert code == 4401
        await until(lambda: len(desk.registry) == 0)
