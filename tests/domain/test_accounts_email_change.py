"""Another address for an account, with and without confirming it."""

import pytest

from domain.accounts.email_change import change_email
from domain.accounts.password_change import request_password_reset, reset_password
from domain.accounts.registration import confirm_email
from domain.accounts.sign_in import log_in
from domain.actors import ANONYMOUS, SYSTEM, Actor
from domain.errors import AccessError, DomainError, ErrorCode
from domain.mails import compose_mails
from domain.models import Event, Job, Mail, User
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind
from tests.domain.accounts_fixtures import (
    CLIENT,
    PASSWORD,
    account_services,
    as_user,
    make_user,
    settings,
)

pytestmark = pytest.mark.usefixtures("db")
OLD, NEW = "ann@desk.example", "ann.smith@desk.example"


async def mailed() -> dict[str, str]:
    """The text of the mail to each address; composes what waits to be."""
    for job in await Job.filter(kind=JobKind.NOTIFY):
        await transact(compose_mails, SYSTEM, job.payload, settings())
    return {mail.to_address: mail.text_body for mail in await Mail.all()}


async def test_an_address_changes_when_the_link_mailed_to_it_is_followed() -> None:
    user = await make_user(email=OLD)
    services = account_services(settings(confirm_email=True))
    asked = await change_email(services, as_user(user), f" {NEW.title()} ", PASSWORD)
    assert asked.email == OLD
    token = (await mailed())[NEW].partition("?token=")[2].split()[0]
    with pytest.raises(DomainError) as forged:
        await transact(confirm_email, ANONYMOUS, token[:-2] + "xx")
    assert forged.value.code is ErrorCode.TOKEN_INVALID
    await transact(confirm_email, ANONYMOUS, token)
    await log_in(services, NEW, PASSWORD, CLIENT)
    with pytest.raises(DomainError):
        await log_in(services, OLD, PASSWORD, CLIENT)
    with pytest.raises(DomainError) as again:
        await transact(confirm_email, ANONYMOUS, token)
    assert again.value.code is ErrorCode.TOKEN_INVALID
    assert "another address" in (await mailed())[OLD]
    event = await Event.filter(kind=EventKind.USER_UPDATED).order_by("-position").first()
    assert event is not None
    assert event.changes == [{"field": "email", "before": None, "after": None}]


async def test_a_known_address_is_told_to_its_owner_alone() -> None:
    user, other = await make_user(email=OLD), await make_user(email=NEW)
    services = account_services(settings(confirm_email=True))
    answer = await change_email(services, as_user(user), NEW, PASSWORD)
    assert answer.email == OLD
    assert "You have an account already" in (await mailed())[NEW]
    with pytest.raises(DomainError) as caught:
        await change_email(account_services(), as_user(user), NEW, PASSWORD)
    assert (caught.value.code, caught.value.path) == (ErrorCode.NOT_UNIQUE, ("input", "email"))
    assert (await User.get(id=other.id)).email == NEW


async def test_an_address_that_was_taken_meanwhile_is_refused_by_the_link() -> None:
    user = await make_user(email=OLD)
    services = account_services(settings(confirm_email=True))
    await change_email(services, as_user(user), NEW, PASSWORD)
    token = (await mailed())[NEW].partition("?token=")[2].split()[0]
    await make_user(email=NEW)
    with pytest.raises(DomainError) as caught:
        await transact(confirm_email, ANONYMOUS, token)
    assert caught.value.code is ErrorCode.NOT_UNIQUE
    assert (await User.get(id=user.id)).email == OLD


async def test_without_confirmation_it_changes_at_once_and_old_links_end() -> None:
    user = await make_user(email=OLD)
    await request_password_reset(account_services(), OLD, CLIENT)
    [job] = await Job.filter(kind=JobKind.NOTIFY)
    changed = await change_email(account_services(), as_user(user), NEW, PASSWORD)
    assert changed.email == NEW
    with pytest.raises(DomainError) as caught:
        await reset_password(account_services(), str(job.payload["token"]), "a brand new one")
    assert caught.value.code is ErrorCode.TOKEN_INVALID
    version = changed.version
    again = await change_email(account_services(), as_user(user), NEW, PASSWORD)
    assert again.version == version


async def test_it_needs_the_password_an_address_and_a_session() -> None:
    user = await make_user(email=OLD)
    services = account_services(settings(login_attempts=3))
    for email, password, path in (
        (NEW, "wrong password", "currentPassword"),
        ("no", PASSWORD, "email"),
    ):
        with pytest.raises(DomainError) as caught:
            await change_email(services, as_user(user), email, password)
        assert caught.value.path == ("input", path)
    with pytest.raises(AccessError):
        await change_email(services, Actor(user_id=user.id), NEW, PASSWORD)
    codes = []
    for _ in range(4):
        with pytest.raises(DomainError) as guessed:
            await change_email(services, as_user(user), NEW, "wrong password")
        codes.append(guessed.value.code)
    assert codes[-1] is ErrorCode.RATE_LIMITED
