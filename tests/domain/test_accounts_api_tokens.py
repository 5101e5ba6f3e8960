"""API tokens: made, listed, revoked."""

from datetime import datetime, timedelta

import pytest

from domain.accounts.api_tokens import (
    LONGEST,
    MAX_TOKENS,
    create_api_token,
    living_api_tokens,
    note_api_token_use,
    revoke_api_token,
)
from domain.accounts.secrets import hash_token
from domain.actors import SYSTEM, Actor
from domain.clock import now
from domain.errors import AccessError, DomainError, ErrorCode
from domain.ids import new_id
from domain.models import ApiToken, Event
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, Role, Scope
from tests.domain.accounts_fixtures import as_user, make_user

pytestmark = pytest.mark.usefixtures("db")
READ = (Scope.READ,)


async def make(actor: Actor, name: str = "ci") -> tuple[ApiToken, str]:
    return await transact(create_api_token, actor, name, READ)


async def test_a_token_is_shown_once_and_kept_as_a_hash() -> None:
    ann = await make_user()
    row, token = await make(as_user(ann))
    assert token.startswith("dwk_")
    assert len(token) == 47
    assert row.token_hash == hash_token(token)
    assert token.endswith(row.hint)
    event = await Event.get(kind=EventKind.API_TOKEN_CREATED)
    assert (event.subject_id, event.data) == (row.id, {"userId": ann.id})


@pytest.mark.parametrize(
    ("name", "scopes", "expires_in", "code", "path"),
    [
        ("", READ, None, ErrorCode.REQUIRED, "name"),
        ("ci", (Scope.ADMIN,), None, ErrorCode.INVALID, "scopes"),
        ("ci", READ, timedelta(seconds=-1), ErrorCode.OUT_OF_RANGE, "expiresAt"),
        ("ci", READ, LONGEST + timedelta(days=1), ErrorCode.OUT_OF_RANGE, "expiresAt"),
    ],
)
async def test_bad_tokens_are_refused(
    name: str, scopes: tuple[Scope, ...], expires_in: timedelta | None, code: ErrorCode, path: str
) -> None:
    ann = as_user(await make_user())
    expires_at = None if expires_in is None else now() + expires_in
    with pytest.raises(DomainError) as caught:
        await transact(create_api_token, ann, name, scopes, expires_at)
    assert (caught.value.code, caught.value.path) == (code, ("input", path))


async def test_a_date_without_zone_is_refused() -> None:
    ann = as_user(await make_user())
    with pytest.raises(DomainError) as caught:
        await transact(create_api_token, ann, "ci", READ, datetime(2027, 1, 1))  # noqa: DTZ001
    assert caught.value.path == ("input", "expiresAt")


async def test_an_admin_may_give_the_scope_admin() -> None:
    admin = as_user(await make_user("Root", Role.ADMIN))
    row, _ = await transact(create_api_token, admin, "ops", tuple(Scope))
    assert row.scopes == ["ADMIN", "READ", "WRITE"]


async def test_there_is_a_most_of_tokens() -> None:
    ann = as_user(await make_user())
    for place in range(MAX_TOKENS):
        await make(ann, f"token {place}")
    with pytest.raises(DomainError) as caught:
        await make(ann)
    assert caught.value.code is ErrorCode.OUT_OF_RANGE


async def test_an_api_token_cannot_make_or_revoke_tokens() -> None:
    ann = await make_user()
    row, _ = await make(as_user(ann))
    machine = Actor(user_id=ann.id, role=ann.role, api_token_id=row.id)
    with pytest.raises(AccessError):
        await make(machine)
    with pytest.raises(AccessError):
        await transact(revoke_api_token, machine, row.id)


async def test_owners_and_admins_list_and_revoke() -> None:
    ann, admin = await make_user(), await make_user("Root", Role.ADMIN)
    first, _ = await make(as_user(ann))
    second, _ = await make(as_user(ann))
    listed = await living_api_tokens(as_user(admin), ann.id)
    assert {row.id for row in listed} == {first.id, second.id}
    await transact(revoke_api_token, as_user(admin), first.id)
    for _ in range(2):
        await transact(revoke_api_token, as_user(ann), second.id)
    assert await living_api_tokens(as_user(ann)) == []
    assert await Event.filter(kind=EventKind.API_TOKEN_REVOKED).count() == 2


async def test_strangers_neither_list_nor_revoke() -> None:
    ann, eve = await make_user(), await make_user("Eve", Role.MODERATOR)
    row, _ = await make(as_user(ann))
    with pytest.raises(DomainError):
        await living_api_tokens(as_user(eve), ann.id)
    for token_id in (row.id, new_id("atk"), "nonsense\x00"):
        with pytest.raises(DomainError) as caught:
            await transact(revoke_api_token, as_user(eve), token_id)
        assert caught.value.code is ErrorCode.NOT_FOUND


async def test_use_is_noted_once_a_minute_at_most() -> None:
    row, _ = await make(as_user(await make_user()))
    await transact(note_api_token_use, SYSTEM, row.id)
    first = (await ApiToken.get(id=row.id)).last_used_at
    await transact(note_api_token_use, SYSTEM, row.id)
    assert (await ApiToken.get(id=row.id)).last_used_at == first
    assert first is not None
    await ApiToken.filter(id=row.id).update(last_used_at=first - timedelta(minutes=2))
    await transact(note_api_token_use, SYSTEM, row.id)
    assert (await ApiToken.get(id=row.id)).last_used_at > first
