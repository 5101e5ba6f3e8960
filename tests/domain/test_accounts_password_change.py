"""New passwords, and what they end."""

import asyncio

import pytest

from domain.accounts.password_change import (
    change_password,
    request_password_reset,
    reset_password,
)
from domain.accounts.sessions import refresh_session, start_session
from domain.accounts.sign_in import log_in
from domain.actors import Actor
from domain.clock import now
from domain.errors import AccessError, DomainError, ErrorCode
from domain.models import Event, Job, OneTimeToken, Session, User
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind
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
EMAIL, NEW = "ann@desk.example", "a brand new one"


async def reset_token() -> str:
    jobs = await Job.filter(kind=JobKind.NOTIFY).order_by("-created_at")
    return str(jobs[0].payload["token"])


async def test_a_changed_password_ends_all_other_sessions() -> None:
    user = await make_user(email=EMAIL)
    here, there = await sign_in(user), await sign_in(user)
    await change_password(account_services(), as_user(user, here.session.id), PASSWORD, NEW)
    await refresh_session(settings(), here.refresh_token)
    with pytest.raises(DomainError):
        await refresh_session(settings(), there.refresh_token)
    await log_in(account_services(), EMAIL, NEW, CLIENT)
    event = await Event.get(kind=EventKind.USER_UPDATED)
    assert event.changes == [{"field": "password", "before": None, "after": None}]


async def test_changing_needs_the_current_password_and_a_session() -> None:
    user = await make_user()
    with pytest.raises(DomainError) as wrong:
        await change_password(account_services(), as_user(user), "wrong password", NEW)
    assert wrong.value.code is ErrorCode.INVALID_CREDENTIALS
    assert wrong.value.path == ("input", "currentPassword")
    with pytest.raises(DomainError) as short:
        await change_password(account_services(), as_user(user), PASSWORD, "short")
    assert short.value.path == ("input", "newPassword")
    with pytest.raises(AccessError):
        await change_password(account_services(), Actor(user_id=user.id), PASSWORD, NEW)


async def test_guessing_the_current_password_is_limited() -> None:
    user = await make_user()
    services = account_services(settings(login_attempts=2))
    codes = []
    for _ in range(3):
        with pytest.raises(DomainError) as caught:
            await change_password(services, as_user(user), "wrong password", NEW)
        codes.append(caught.value.code)
    assert codes[-1] is ErrorCode.RATE_LIMITED


async def test_of_two_changes_at_once_one_wins() -> None:
    user = await make_user()
    start = await sign_in(user)
    actor = as_user(user, start.session.id)
    results = await asyncio.gather(
        change_password(account_services(), actor, PASSWORD, NEW),
        change_password(account_services(), actor, PASSWORD, "another new one"),
        return_exceptions=True,
    )
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True]


async def test_a_sign_in_that_checked_the_old_password_does_not_outlive_the_change() -> None:
    user = await make_user()
    checked = user.password_hash or ""
    await change_password(account_services(), as_user(user), PASSWORD, NEW)
    with pytest.raises(DomainError) as caught:
        await transact(start_session, as_user(user), user.id, checked, CLIENT, settings())
    assert caught.value.code is ErrorCode.INVALID_CREDENTIALS


async def test_a_reset_sets_the_password_once_and_ends_every_session() -> None:
    user = await make_user(email=EMAIL, is_confirmed=False)
    await sign_in(user)
    await request_password_reset(account_services(), EMAIL.upper(), CLIENT)
    token = await reset_token()
    await reset_password(account_services(), token, NEW)
    assert await Session.filter(user_id=user.id, revoked_at=None).count() == 0
    assert (await User.get(id=user.id)).email_confirmed_at is not None
    await log_in(account_services(), EMAIL, NEW, CLIENT)
    with pytest.raises(DomainError) as again:
        await reset_password(account_services(), token, "yet another one")
    assert again.value.code is ErrorCode.TOKEN_INVALID


async def test_a_bad_new_password_does_not_use_up_the_link() -> None:
    await make_user(email=EMAIL)
    await request_password_reset(account_services(), EMAIL, CLIENT)
    token = await reset_token()
    with pytest.raises(DomainError) as short:
        await reset_password(account_services(), token, "short")
    assert short.value.path == ("input", "password")
    await reset_password(account_services(), token, NEW)


async def test_of_two_resets_with_one_link_one_wins() -> None:
    await make_user(email=EMAIL)
    await request_password_reset(account_services(), EMAIL, CLIENT)
    token = await reset_token()
    results = await asyncio.gather(
        *(reset_password(account_services(), token, f"new one number {n}") for n in range(4)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, DomainError) for result in results) == 3


async def test_asking_for_a_reset_tells_nothing_about_an_unknown_address() -> None:
    await request_password_reset(account_services(), "eve@desk.example", CLIENT)
    assert await Job.all().count() == 0


async def test_reset_mails_are_limited_alike_for_known_and_unknown_addresses() -> None:
    await make_user(email=EMAIL)
    for email in (EMAIL, "eve@desk.example"):
        services = account_services(settings(login_attempts=2))
        for _ in range(2):
            await request_password_reset(services, email, CLIENT)
        with pytest.raises(DomainError) as caught:
            await request_password_reset(services, email, CLIENT)
        assert caught.value.code is ErrorCode.RATE_LIMITED


async def test_an_expired_reset_link_changes_nothing() -> None:
    await make_user(email=EMAIL)
    await request_password_reset(account_services(), EMAIL, CLIENT)
    await OneTimeToken.all().update(expires_at=now())
    with pytest.raises(DomainError) as caught:
        await reset_password(account_services(), await reset_token(), NEW)
    assert caught.value.code is ErrorCode.TOKEN_INVALID
    await log_in(account_services(), EMAIL, PASSWORD, CLIENT)
