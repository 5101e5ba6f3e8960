"""Passwords: Argon2id off the event loop, and which ones are refused."""

import asyncio
import base64
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from domain import limits
from domain.errors import DomainError, ErrorCode, invalid
from domain.ports import PasswordHasher

T = TypeVar("T")

THREADS: Final = 2
MAX_WAITING: Final = 100
TIME_COST: Final = 2
MEMORY_KIB: Final = 65_536

COMMONEST: Final = frozenset(
    {
        "0123456789",
        "0987654321",
        "1234567890",
        "1234567891",
        "12345678910",
        "123456789a",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "abcdefghij",
        "administrator",
        "changeme123",
        "helloworld",
        "iloveyou12",
        "letmein123",
        "password01",
        "password12",
        "password123",
        "password1234",
        "passwordpassword",
        "qwerty1234",
        "qwerty12345",
        "qwertyuiop",
        "welcome123",
    }
)


def argon2_hasher(
    *,
    threads: int = THREADS,
    max_waiting: int = MAX_WAITING,
    time_cost: int = TIME_COST,
    memory_kib: int = MEMORY_KIB,
) -> PasswordHasher:
    """A hasher with a pool of its own; each call takes a thread, `memory_kib` and about 0.1 s.

    Raises UNAVAILABLE when more than `max_waiting` calls already wait. Verifying against
    the empty string, for an account that is unknown or has no password, takes as long as
    against a real hash, and fails.
    """
    hasher = argon2.PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1)
    nobodys_hash = _hash_of_nothing(hasher)
    pool = _BoundedPool(threads, max_waiting)

    def verify_now(stored: str, password: str) -> bool:
        try:
            return hasher.verify(stored or nobodys_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def hash_password(password: str) -> str:
        prepared = _prepare(password)
        return await pool.run(lambda: hasher.hash(prepared))

    async def verify(stored: str, password: str) -> bool:
        prepared = _prepare(password)
        return await pool.run(lambda: verify_now(stored, prepared)) and bool(stored)

    return PasswordHasher(hash=hash_password, verify=verify)


def check_new_password(password: str, *, email: str, name: str, field: str = "password") -> None:
    """Refuse what is too short, too long, or among the first things anybody would try."""
    if len(password) < limits.PASSWORD_MINIMUM:
        message = f"A password has at least {limits.PASSWORD_MINIMUM} characters."
        raise invalid(message, field, code=ErrorCode.TOO_SHORT)
    if len(password) > limits.PASSWORD_MAXIMUM:
        message = f"A password has at most {limits.PASSWORD_MAXIMUM} characters."
        raise invalid(message, field, code=ErrorCode.TOO_LONG)
    folded = unicodedata.normalize("NFKC", password).strip().casefold()
    own = {email.casefold(), email.partition("@")[0].casefold(), name.strip().casefold()}
    if folded in own:
        raise invalid("Your name or e-mail address is no password.", field)
    if folded in COMMONEST or len(set(folded)) < 3:
        raise invalid("This password is one of the first that anybody would try.", field)


def _prepare(password: str) -> str:
    """One form for what different keyboards send; nothing longer than any real password."""
    return unicodedata.normalize("NFKC", password[: limits.PASSWORD_MAXIMUM + 1])


def _hash_of_nothing(hasher: argon2.PasswordHasher) -> str:
    """A hash that no known password has, costing as much to check as a real one."""

    def zeros(count: int) -> str:
        return base64.b64encode(bytes(count)).decode().rstrip("=")

    return (
        f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
        f"${zeros(hasher.salt_len)}${zeros(hasher.hash_len)}"
    )


class _BoundedPool:
    def __init__(self, threads: int, max_waiting: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._places = threading.BoundedSemaphore(threads + max_waiting)

    async def run(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            message = "Too many people are signing in; try again in a moment."
            raise DomainError(ErrorCode.UNAVAILABLE, message, retry_after_s=1)
        future = self._executor.submit(work)
        future.add_done_callback(self._leave)
        return await asyncio.wrap_future(future)

    def _leave(self, _future: Future[T]) -> None:
        self._places.release()
