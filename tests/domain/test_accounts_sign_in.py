"""Signing in, signing up and confirming: who learns what."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from domain.accounts.registration import confirm_email, register
from domain.accounts.services import AccountServices, SignIn
from domain.accounts.sign_in import log_in
from domain.actors import ANONYMOUS
from domain.clock import now
from domain.errors import DomainError, ErrorCode
from domain.models import Event, Job, OneTimeToken, User
from domain.ports import PasswordHasher
from domain.unit_of_work import transact
from domain.vocabulary import EventKind, JobKind, Role
from tests.domain.accounts_fixtures import (
    CLIENT,
    FAST,
    PASSWORD,
    account_services,
    make_user,
    settings,
)

pytestmark = pytest.mark.usefixtures("db")
EMAIL = "ann@desk.example"


def confirming(**values: Any) -> AccountServices:
    return account_services(settings(confirm_email=True, **values))


async def refusal(services: AccountServices, email: str, password: str) -> DomainError:
    with pytest.raises(DomainError) as caught:
        await log_in(services, email, password, CLIENT)
    return caught.value


async def mails() -> list[dict[str, Any]]:
    jobs = await Job.filter(kind=JobKind.NOTIFY).order_by("created_at", "id")
    return [job.payload for job in jobs]


async def sign_up(services: AccountServices, password: str = PASSWORD) -> SignIn | None:
    return await register(services, "Ann", EMAIL, password, CLIENT)


async def test_the_right_password_signs_in() -> None:
    user = await make_user(email=EMAIL)
    signed_in = await log_in(account_services(), " ANN@desk.example", PASSWORD, CLIENT)
    assert signed_in.user.id == user.id
    event = await Event.get(kind=EventKind.SESSION_STARTED)
    assert (event.actor_id, event.data) == (user.id, {"userId": user.id})


async def test_a_wrong_password_and_an_unknown_address_look_the_same() -> None:
    await make_user(email=EMAIL)
    nobody = await make_user(email="gone@desk.example")
    await User.filter(id=nobody.id).update(deleted_at=now())
    answers = [
        await refusal(account_services(), email, "wrong password")
        for email in (EMAIL, "eve@desk.example", "gone@desk.example", "no address", "")
    ]
    assert {(e.code, e.message, e.path) for e in answers} == {
        (ErrorCode.INVALID_CREDENTIALS, answers[0].message, ())
    }


async def test_an_unknown_address_costs_one_verification_too() -> None:
    calls = []

    async def verify(stored: str, password: str) -> bool:
        calls.append(stored)
        return await FAST.verify(stored, password)

    services = account_services(passwords=PasswordHasher(FAST.hash, verify))
    await refusal(services, "eve@desk.example", PASSWORD)
    assert calls == [""]


async def test_failures_use_up_the_accounts_attempts_and_successes_do_not() -> None:
    await make_user(email=EMAIL)
    services = account_services(settings(login_attempts=3))
    for _ in range(10):
        await log_in(services, EMAIL, PASSWORD, CLIENT)
    for place in range(3):
        client = replace(CLIENT, address=f"192.0.2.{place + 10}")
        with pytest.raises(DomainError):
            await log_in(services, EMAIL, "wrong password", client)
    with pytest.raises(DomainError) as caught:
        await log_in(services, EMAIL, PASSWORD, replace(CLIENT, address="192.0.2.99"))
    assert caught.value.code is ErrorCode.RATE_LIMITED
    assert 0 < (caught.value.retry_after_s or 0) <= 900


async def test_failures_use_up_the_addresss_attempts() -> None:
    await make_user(email=EMAIL)
    services = account_services(settings(login_attempts=3))
    for place in range(3):
        await refusal(services, f"user{place}@desk.example", "wrong password")
    assert (await refusal(services, EMAIL, PASSWORD)).code is ErrorCode.RATE_LIMITED


async def test_without_confirmation_signing_up_signs_in() -> None:
    signed_in = await sign_up(account_services())
    assert signed_in is not None
    assert signed_in.user.role is Role.USER
    assert signed_in.user.email == EMAIL
    assert await mails() == []


async def test_without_confirmation_a_known_address_is_taken() -> None:
    await sign_up(account_services())
    with pytest.raises(DomainError) as caught:
        await register(account_services(), "Eve", EMAIL.upper(), PASSWORD, CLIENT)
    assert caught.value.code is ErrorCode.NOT_UNIQUE
    assert caught.value.path == ("input", "email")


async def test_ten_sign_ups_at_once_for_one_address_make_one_account() -> None:
    tried = await asyncio.gather(
        *(sign_up(account_services()) for _ in range(10)), return_exceptions=True
    )
    codes = [error.code for error in tried if isinstance(error, DomainError)]
    assert codes == [ErrorCode.NOT_UNIQUE] * 9
    assert await User.filter(email=EMAIL).count() == 1


@pytest.mark.parametrize(
    ("name", "email", "password", "path"),
    [
        (" ", EMAIL, PASSWORD, "name"),
        ("x" * 101, EMAIL, PASSWORD, "name"),
        ("A\x00nn", EMAIL, PASSWORD, "name"),
        ("Ann", "ann", PASSWORD, "email"),
        ("Ann", EMAIL, "short", "password"),
    ],
)
async def test_bad_input_is_named(name: str, email: str, password: str, path: str) -> None:
    with pytest.raises(DomainError) as caught:
        await register(account_services(), name, email, password, CLIENT)
    assert caught.value.path == ("input", path)
    assert await User.all().count() == 0


async def test_with_confirmation_new_and_known_addresses_get_the_same_answer() -> None:
    services = confirming()
    known = await make_user(email="known@desk.example")
    assert await sign_up(services) is None
    assert await register(services, "Eve", "known@desk.example", PASSWORD, CLIENT) is None
    new, reminder = await mails()
    assert new["token"] != ""
    assert (reminder["userId"], reminder["token"]) == (known.id, "")


async def test_ten_quiet_sign_ups_at_once_make_one_account_and_no_noise() -> None:
    services = confirming()
    assert await asyncio.gather(*(sign_up(services) for _ in range(10))) == [None] * 10
    assert await User.filter(email=EMAIL).count() == 1


async def test_an_unconfirmed_address_does_not_sign_in_until_its_link_is_followed() -> None:
    services = confirming()
    await sign_up(services)
    wrong = await refusal(services, EMAIL, "wrong password")
    assert wrong.code is ErrorCode.INVALID_CREDENTIALS
    assert (await refusal(services, EMAIL, PASSWORD)).code is ErrorCode.EMAIL_NOT_CONFIRMED
    (mail,) = await mails()
    await transact(confirm_email, ANONYMOUS, mail["token"])
    await log_in(services, EMAIL, PASSWORD, CLIENT)


async def test_a_confirmation_link_works_once_and_only_the_newest_one() -> None:
    services = confirming()
    await sign_up(services)
    await sign_up(services)
    old, new = [mail["token"] for mail in await mails()]
    for token, works in ((old, False), (new, True), (new, False), ("nonsense", False)):
        if works:
            await transact(confirm_email, ANONYMOUS, token)
            continue
        with pytest.raises(DomainError) as caught:
            await transact(confirm_email, ANONYMOUS, token)
        assert caught.value.code is ErrorCode.TOKEN_INVALID
    stored = await OneTimeToken.all().values_list("token_hash", flat=True)
    assert new not in stored


async def test_an_expired_link_confirms_nothing() -> None:
    await sign_up(confirming())
    await OneTimeToken.all().update(expires_at=now())
    (mail,) = await mails()
    with pytest.raises(DomainError):
        await transact(confirm_email, ANONYMOUS, mail["token"])


async def test_whoever_claims_an_address_first_does_not_get_it_confirmed_by_its_owner() -> None:
    services = confirming()
    await sign_up(services, "the thief's password")
    await sign_up(services, "the owner's password")
    *_, mail = await mails()
    user = await transact(confirm_email, ANONYMOUS, mail["token"])
    assert user.password_hash is None
    for password in ("the thief's password", "the owner's password"):
        denied = await refusal(services, EMAIL, password)
        assert denied.code is ErrorCode.INVALID_CREDENTIALS
    assert (await mails())[-1]["mailKind"] == "PASSWORD_RESET"


async def test_signing_up_again_with_the_same_password_keeps_it() -> None:
    services = confirming()
    await sign_up(services)
    await sign_up(services)
    *_, mail = await mails()
    await transact(confirm_email, ANONYMOUS, mail["token"])
    await log_in(services, EMAIL, PASSWORD, CLIENT)
