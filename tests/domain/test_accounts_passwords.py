"""Hashing off the event loop, and what is no password."""

import asyncio
import threading

import pytest

from domain.errors import DomainError, ErrorCode
from domain.passwords import argon2_hasher, check_new_password
from tests.domain.accounts_fixtures import FAST

EMAIL, NAME = "ann.example@desk.example", "Ann Example Smith"


async def test_a_password_verifies_against_its_own_hash_alone() -> None:
    hashed = await FAST.hash("correct horse battery")
    assert hashed.startswith("$argon2id$")
    assert await FAST.verify(hashed, "correct horse battery")
    assert not await FAST.verify(hashed, "correct horse batterx")


async def test_two_spellings_of_the_same_characters_are_one_password() -> None:
    hashed = await FAST.hash("caf\u00e9 au lait")
    assert await FAST.verify(hashed, "cafe\u0301 au lait")


@pytest.mark.parametrize("stored", ["", "nonsense", "$argon2id$v=19$broken"])
async def test_nothing_verifies_against_no_hash(stored: str) -> None:
    assert not await FAST.verify(stored, "anything at all")
    assert not await FAST.verify(stored, "")


async def test_more_than_the_queue_holds_is_refused_and_leaves_room_again() -> None:
    hasher = argon2_hasher(threads=1, max_waiting=2, time_cost=4, memory_kib=16_384)
    tries = await asyncio.gather(
        *(hasher.hash("correct horse battery") for _ in range(10)), return_exceptions=True
    )
    refused = [result for result in tries if isinstance(result, DomainError)]
    assert len(refused) == 7
    assert {error.code for error in refused} == {ErrorCode.UNAVAILABLE}
    assert (await hasher.hash("correct horse battery")).startswith("$argon2id$")


async def test_a_caller_who_goes_away_gives_his_place_back() -> None:
    hasher = argon2_hasher(threads=1, max_waiting=1, time_cost=2, memory_kib=16_384)
    for _ in range(5):
        first, second = (asyncio.create_task(hasher.hash("correct horse")) for _ in range(2))
        await asyncio.sleep(0)
        second.cancel()
        await first
        with pytest.raises(asyncio.CancelledError):
            await second
    assert await asyncio.gather(hasher.hash("correct horse"), hasher.hash("battery staple"))


async def test_hashing_happens_on_its_own_threads() -> None:
    await FAST.hash("correct horse battery")
    assert any(thread.name.startswith("argon2") for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", ErrorCode.TOO_SHORT),
        ("x" * 9, ErrorCode.TOO_SHORT),
        ("xy" * 101, ErrorCode.TOO_LONG),
        ("Password123", ErrorCode.INVALID),
        ("1234567890", ErrorCode.INVALID),
        ("aaaaaaaaaaaa", ErrorCode.INVALID),
        ("ANN.example@desk.example", ErrorCode.INVALID),
        ("ann.example", ErrorCode.INVALID),
        ("ann example smith ", ErrorCode.INVALID),
    ],
)
def test_bad_passwords_are_refused_with_a_code(password: str, code: ErrorCode) -> None:
    with pytest.raises(DomainError) as caught:
        check_new_password(password, email=EMAIL, name=NAME)
    assert caught.value.code is code
    assert caught.value.path == ("input", "password")


@pytest.mark.parametrize("password", ["a fine one", "日本語のパスワード長い", "xy" * 99 + "zz"])
def test_other_passwords_are_fine(password: str) -> None:
    check_new_password(password, email=EMAIL, name=NAME)
