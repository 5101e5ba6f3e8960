"""What somebody may do at this moment, remembered for a moment."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from domain.accounts.api_tokens import create_api_token, revoke_api_token
from domain.accounts.secrets import hash_token
from domain.accounts.sessions import revoke_session
from domain.accounts.user_delete import delete_user
from domain.accounts.user_update import UserChanges, update_user
from domain.clock import now
from domain.errors import AccessError, ErrorCode
from domain.ids import new_id
from domain.models import ApiToken, Event, Session
from domain.rights import MAX_AGE_S, RightsCache, closes
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, Role, Scope
from tests.domain.accounts_fixtures import as_user, make_user, sign_in

pytestmark = pytest.mark.usefixtures("db")


@dataclass
class Clock:
    time: float = 100.0

    def __call__(self) -> float:
        return self.time


async def hear_all(rights: RightsCache) -> None:
    for event in await Event.all().order_by("position"):
        rights.listen(event)


async def assert_ended(rights: RightsCache, session: Session) -> None:
    with pytest.raises(AccessError) as caught:
        await rights.actor_for_session(session.id, session.user_id)
    assert caught.value.code is ErrorCode.UNAUTHENTICATED


async def test_an_actor_has_the_rights_of_the_row() -> None:
    mod = await make_user("Mo", Role.MODERATOR)
    session = (await sign_in(mod)).session
    actor = await RightsCache().actor_for_session(session.id, mod.id)
    assert (actor.user_id, actor.role, actor.session_id) == (mod.id, Role.MODERATOR, session.id)
    assert actor.scopes is None


async def test_a_changed_role_holds_as_soon_as_the_event_is_heard() -> None:
    admin, mod = await make_user("Root", Role.ADMIN), await make_user("Mo", Role.MODERATOR)
    session = (await sign_in(mod)).session
    rights = RightsCache(clock=Clock())
    await rights.actor_for_session(session.id, mod.id)
    await transact(update_user, as_user(admin), mod.id, UserChanges(role=Role.USER))
    assert (await rights.actor_for_session(session.id, mod.id)).role is Role.MODERATOR
    await hear_all(rights)
    assert (await rights.actor_for_session(session.id, mod.id)).role is Role.USER


async def test_without_any_event_what_is_remembered_is_two_seconds_old_at_most() -> None:
    mod = await make_user("Mo", Role.MODERATOR)
    session = (await sign_in(mod)).session
    clock = Clock()
    rights = RightsCache(clock=clock)
    await rights.actor_for_session(session.id, mod.id)
    await Session.filter(id=session.id).update(revoked_at=now())
    clock.time += MAX_AGE_S - 0.01
    await rights.actor_for_session(session.id, mod.id)
    clock.time += 0.01
    await assert_ended(rights, session)


async def test_a_revoked_session_a_deleted_user_and_a_past_date_end_it() -> None:
    admin, ann, bob = [await make_user(n, Role.ADMIN) for n in ("Root", "Ann", "Bob")]
    revoked, deleted = (await sign_in(ann)).session, (await sign_in(bob)).session
    expired = (await sign_in(admin)).session
    rights = RightsCache(clock=Clock())
    for session in (revoked, deleted):
        await rights.actor_for_session(session.id, session.user_id)
    await transact(revoke_session, as_user(ann), revoked.id)
    await transact(delete_user, as_user(admin), bob.id)
    await Session.filter(id=expired.id).update(expires_at=now() - timedelta(seconds=1))
    await hear_all(rights)
    for session in (revoked, deleted, expired):
        await assert_ended(rights, session)


async def test_a_session_is_good_for_its_own_user_only() -> None:
    ann, eve = await make_user("Ann"), await make_user("Eve")
    session = (await sign_in(ann)).session
    rights = RightsCache()
    for _ in range(2):
        with pytest.raises(AccessError):
            await rights.actor_for_session(session.id, eve.id)
        await rights.actor_for_session(session.id, ann.id)


async def test_what_was_read_before_an_event_is_not_remembered_after_it() -> None:
    ann = await make_user("Ann")
    session = (await sign_in(ann)).session

    class EventsBeforeTheRead(RightsCache):
        """Hears of an end after it has looked at the clock and before the rows are there."""

        def _remember(self, key: str, entry: Any, changes: int) -> None:
            self.listen(Event(kind=EventKind.SESSION_REVOKED, subject_id=session.id))
            super()._remember(key, entry, changes)

    rights = EventsBeforeTheRead(clock=Clock())
    await rights.actor_for_session(session.id, ann.id)
    await Session.filter(id=session.id).update(revoked_at=now())
    await assert_ended(rights, session)


async def test_the_longest_unused_is_forgotten_first() -> None:
    ann = await make_user("Ann")
    sessions = [(await sign_in(ann)).session for _ in range(3)]
    rights = RightsCache(max_entries=2, clock=Clock())
    for place in (0, 1, 0, 2):
        await rights.actor_for_session(sessions[place].id, ann.id)
    await Session.all().update(revoked_at=now())
    await rights.actor_for_session(sessions[0].id, ann.id)
    await assert_ended(rights, sessions[1])


async def test_an_api_token_brings_its_scopes_and_end_and_its_use_is_noted() -> None:
    ann = await make_user("Ann")
    ends_at = now() + timedelta(days=1)
    row, token = await transact(create_api_token, as_user(ann), "ci", (Scope.READ,), ends_at)
    actor = await RightsCache().actor_for_api_token(hash_token(token))
    assert (actor.user_id, actor.api_token_id, actor.session_id) == (ann.id, row.id, None)
    assert actor.scopes == {Scope.READ}
    assert actor.valid_until == ends_at
    assert (await ApiToken.get(id=row.id)).last_used_at is not None


async def test_revoked_expired_and_unknown_api_tokens_are_nobody() -> None:
    ann = await make_user("Ann")
    revoked, token = await transact(create_api_token, as_user(ann), "ci", (Scope.READ,))
    expired, past = await transact(create_api_token, as_user(ann), "ci", (Scope.READ,))
    rights = RightsCache(clock=Clock())
    await rights.actor_for_api_token(hash_token(token))
    await transact(revoke_api_token, as_user(ann), revoked.id)
    await ApiToken.filter(id=expired.id).update(expires_at=now())
    await hear_all(rights)
    for shown in (token, past, "dwk_unknown"):
        with pytest.raises(AccessError):
            await rights.actor_for_api_token(hash_token(shown))


async def test_an_event_says_whose_sockets_end_and_why() -> None:
    ann = await make_user("Ann")
    actor = as_user(ann, "ses_1")

    def event(kind: EventKind, subject_id: str, *fields: str) -> Event:
        return Event(kind=kind, subject_id=subject_id, changes=[{"field": f} for f in fields])

    gone, changed = ErrorCode.UNAUTHENTICATED, ErrorCode.FORBIDDEN
    assert closes(actor, event(EventKind.SESSION_REVOKED, "ses_1")) is gone
    assert closes(actor, event(EventKind.SESSION_REVOKED, "ses_2")) is None
    assert closes(actor, event(EventKind.USER_DELETED, ann.id)) is gone
    assert closes(actor, event(EventKind.USER_UPDATED, ann.id, "name", "role")) is changed
    assert closes(actor, event(EventKind.USER_UPDATED, ann.id, "name")) is None
    assert closes(actor, event(EventKind.USER_UPDATED, new_id("usr"), "role")) is None
    assert closes(actor, event(EventKind.API_TOKEN_REVOKED, "atk_1")) is None
    assert closes(actor, event(EventKind.TICKET_CREATED, ann.id)) is None
