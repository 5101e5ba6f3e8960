"""Sessions: rotation, reuse, races, revocation."""

import asyncio
from datetime import timedelta

import pytest

from domain.accounts import sessions
from domain.accounts.services import SignIn
from domain.accounts.sessions import GRACE_S, refresh_session
from domain.accounts.sign_in import log_in
from domain.actors import ANONYMOUS, Actor
from domain.clock import now
from domain.errors import AccessError, DomainError, ErrorCode
from domain.ids import new_id
from domain.models import Event, Session
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, Role
from tests.domain.accounts_fixtures import (
    CLIENT,
    PASSWORD,
    account_services,
    as_user,
    make_user,
    settings,
    sign_in,
)

pytestmark = pytest.mark.usefixtures("db")


async def refused(token: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await refresh_session(settings(), token)
    assert caught.value.code is ErrorCode.TOKEN_INVALID
    assert caught.value.path == ("input", "refreshToken")
    return caught.value


async def rotated_ago(start: SignIn, seconds: float) -> None:
    rows = Session.filter(id=start.session.id)
    await rows.update(rotated_at=now() - timedelta(seconds=seconds))


async def test_a_refresh_gives_new_tokens_of_the_same_session() -> None:
    start = await sign_in(await make_user())
    after = await refresh_session(settings(), start.refresh_token)
    assert after.session.id == start.session.id
    assert after.refresh_token != start.refresh_token
    assert (await Session.get(id=start.session.id)).generation == 1


async def test_two_tabs_that_refresh_at_once_get_the_same_successor() -> None:
    start = await sign_in(await make_user())
    both = await asyncio.gather(
        *(refresh_session(settings(), start.refresh_token) for _ in range(8))
    )
    assert len({sign.refresh_token for sign in both}) == 1
    assert (await Session.get(id=start.session.id)).generation == 1
    again = await refresh_session(settings(), both[0].refresh_token)
    assert again.session.generation == 2


async def test_the_token_before_the_last_works_for_thirty_seconds_only() -> None:
    start = await sign_in(await make_user())
    successor = await refresh_session(settings(), start.refresh_token)
    await rotated_ago(start, GRACE_S - 5)
    again = await refresh_session(settings(), start.refresh_token)
    assert again.refresh_token == successor.refresh_token
    await rotated_ago(start, GRACE_S + 1)
    await refused(start.refresh_token)


async def test_reuse_of_an_old_token_ends_the_session_for_everybody() -> None:
    start = await sign_in(await make_user())
    second = await refresh_session(settings(), start.refresh_token)
    third = await refresh_session(settings(), second.refresh_token)
    await refused(start.refresh_token)
    await refused(third.refresh_token)
    event = await Event.get(kind=EventKind.SESSION_REVOKED)
    assert event.subject_id == start.session.id
    assert event.data == {
        "userId": start.user.id,
        "reason": "refresh token used again",
    }


async def test_a_forged_older_token_ends_nothing() -> None:
    start = await sign_in(await make_user())
    second = await refresh_session(settings(), start.refresh_token)
    third = await refresh_session(settings(), second.refresh_token)
    head, _, mac = third.refresh_token.split(".")
    await refused(f"{head}.0.{mac}")
    await refused(f"{head}.7.{mac}")
    assert (await refresh_session(settings(), third.refresh_token)).session.generation == 3


async def test_revoked_expired_and_unknown_sessions_refresh_nothing() -> None:
    user = await make_user()
    revoked, expired, gone = [await sign_in(user) for _ in range(3)]
    await transact(sessions.revoke_session, as_user(user), revoked.session.id)
    await Session.filter(id=expired.session.id).update(expires_at=now())
    await Session.filter(id=gone.session.id).delete()
    for start in (revoked, expired, gone):
        await refused(start.refresh_token)


async def test_a_deleted_users_session_refreshes_nothing() -> None:
    user = await make_user()
    start = await sign_in(user)
    user.deleted_at = now()
    await user.save()
    await refused(start.refresh_token)


async def test_twenty_sign_ins_at_once_make_twenty_sessions() -> None:
    user = await make_user(email="ann@desk.example")
    services = account_services()
    started = await asyncio.gather(
        *(log_in(services, "Ann@desk.example", PASSWORD, CLIENT) for _ in range(20))
    )
    assert len({sign.session.id for sign in started}) == 20
    assert await Session.filter(user_id=user.id).count() == 20
    assert await Event.filter(kind=EventKind.SESSION_STARTED).count() == 20


async def test_only_ones_own_living_sessions_are_listed_the_newest_first() -> None:
    ann, bob = await make_user("Ann"), await make_user("Bob")
    first, ended = await sign_in(ann), await sign_in(ann)
    last = await sign_in(ann)
    await sign_in(bob)
    await transact(sessions.revoke_session, as_user(ann), ended.session.id)
    listed = await sessions.living_sessions(as_user(ann))
    assert {session.id for session in listed} == {last.session.id, first.session.id}
    assert listed[0].user_agent == "test client"
    assert listed[0].address == "192.0.2.7"


async def test_an_admin_lists_and_revokes_anybodys_sessions() -> None:
    ann, admin = await make_user("Ann"), await make_user("Root", Role.ADMIN)
    start = await sign_in(ann)
    listed = await sessions.living_sessions(as_user(admin), ann.id)
    assert [session.id for session in listed] == [start.session.id]
    await transact(sessions.revoke_session, as_user(admin), start.session.id)
    assert await sessions.living_sessions(as_user(admin), ann.id) == []


async def test_a_stranger_neither_lists_nor_revokes() -> None:
    ann, eve = await make_user("Ann"), await make_user("Eve", Role.MODERATOR)
    start = await sign_in(ann)
    with pytest.raises(DomainError) as listing:
        await sessions.living_sessions(as_user(eve), ann.id)
    assert listing.value.code is ErrorCode.NOT_FOUND
    for actor in (as_user(eve), as_user(await make_user("Root", Role.ADMIN))):
        with pytest.raises(DomainError) as listing:
            sessions.living_sessions(actor, "")
        assert listing.value.code is ErrorCode.NOT_FOUND
    for session_id in (start.session.id, new_id("ses"), "nonsense\x00"):
        with pytest.raises(DomainError) as revoking:
            await transact(sessions.revoke_session, as_user(eve), session_id)
        assert revoking.value.code is ErrorCode.NOT_FOUND


async def test_all_other_sessions_end_together() -> None:
    ann = await make_user()
    here, there, elsewhere = [await sign_in(ann) for _ in range(3)]
    actor = as_user(ann, here.session.id)
    assert await transact(sessions.revoke_other_sessions, actor) == 2
    await refused(there.refresh_token)
    await refused(elsewhere.refresh_token)
    await refresh_session(settings(), here.refresh_token)
    assert await Event.filter(kind=EventKind.SESSION_REVOKED).count() == 2


async def test_an_api_token_cannot_end_sessions() -> None:
    ann = await make_user()
    start = await sign_in(ann)
    machine = Actor(user_id=ann.id, role=ann.role, api_token_id="atk_1")
    with pytest.raises(AccessError):
        await transact(sessions.revoke_session, machine, start.session.id)
    with pytest.raises(AccessError):
        await transact(sessions.revoke_other_sessions, machine)


async def test_logging_out_ends_the_session_once_and_never_complains() -> None:
    ann = await make_user()
    start = await sign_in(ann)
    actor = as_user(ann, start.session.id)
    for _ in range(2):
        await transact(sessions.log_out, actor, settings())
    await refused(start.refresh_token)
    assert await Event.filter(kind=EventKind.SESSION_REVOKED).count() == 1
    await transact(sessions.log_out, ANONYMOUS, settings(), "dwr_nonsense")
    await transact(sessions.log_out, ANONYMOUS, settings())


async def test_logging_out_by_refresh_token_needs_a_genuine_one() -> None:
    start = await sign_in(await make_user())
    forged = start.refresh_token[:-1] + ("A" if start.refresh_token[-1] != "A" else "E")
    await transact(sessions.log_out, ANONYMOUS, settings(), forged)
    assert (await Session.get(id=start.session.id)).revoked_at is None
    await transact(sessions.log_out, ANONYMOUS, settings(), start.refresh_token)
    assert (await Session.get(id=start.session.id)).revoked_at is not None
