"""Accounts that admins make for others."""

from datetime import timedelta

import pytest

from domain.accounts.invitation import INVITATION_LIFETIME, invite_user
from domain.accounts.password_change import reset_password
from domain.accounts.sign_in import log_in
from domain.errors import AccessError, DomainError, ErrorCode
from domain.models import Event, Job, OneTimeToken, User
from domain.vocabulary import EventKind, JobKind, MailKind, Role
from tests.domain.accounts_fixtures import CLIENT, account_services, as_user, make_user

pytestmark = pytest.mark.usefixtures("db")
EMAIL, NEW = "nora@desk.example", "a brand new one"


async def test_the_invited_set_a_password_by_the_link_and_sign_in() -> None:
    admin = as_user(await make_user("Root", Role.ADMIN))
    user = await invite_user(admin, " Nora ", EMAIL.upper(), Role.MODERATOR)
    assert (user.name, user.email, user.role) == ("Nora", EMAIL, Role.MODERATOR)
    assert await Event.exists(kind=EventKind.USER_CREATED, subject_id=user.id)
    with pytest.raises(DomainError) as early:
        await log_in(account_services(), EMAIL, NEW, CLIENT)
    assert early.value.code is ErrorCode.INVALID_CREDENTIALS

    job = await Job.get(kind=JobKind.NOTIFY)
    assert job.payload["mailKind"] == MailKind.INVITATION
    link = await OneTimeToken.get(user_id=user.id)
    assert link.expires_at - link.created_at == INVITATION_LIFETIME > timedelta(days=1)
    await reset_password(account_services(), job.payload["token"], NEW)
    assert (await log_in(account_services(), EMAIL, NEW, CLIENT)).user.id == user.id
    assert (await User.get(id=user.id)).email_confirmed_at is not None


async def test_an_address_that_is_taken_is_refused_at_its_field() -> None:
    admin = as_user(await make_user("Root", Role.ADMIN))
    await make_user(email=EMAIL)
    with pytest.raises(DomainError) as taken:
        await invite_user(admin, "Nora", EMAIL)
    assert (taken.value.code, taken.value.path) == (ErrorCode.NOT_UNIQUE, ("input", "email"))
    assert not await Job.exists(kind=JobKind.NOTIFY)


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR])
async def test_only_admins_invite(role: Role) -> None:
    with pytest.raises(AccessError):
        await invite_user(as_user(await make_user("Mo", role)), "Nora", EMAIL)
    assert not await User.exists(email=EMAIL)
