"""What signing in needs from outside, and what it gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.errors import DomainError, ErrorCode
from domain.models import Session, User
from domain.ports import PasswordHasher
from domain.settings import Settings

ATTEMPTS_WINDOW_S = 15 * 60


class Decision(Protocol):
    @property
    def allowed(self) -> bool: ...

    @property
    def retry_after_s(self) -> float: ...


class AttemptLimiter(Protocol):
    async def hit(self, key: str, limit: int, window_s: float, cost: int = 1) -> Decision:
        """Count `cost` (also a negative one) against `key`."""


class AccountServices(Protocol):
    @property
    def settings(self) -> Settings: ...

    @property
    def passwords(self) -> PasswordHasher: ...

    @property
    def limiter(self) -> AttemptLimiter: ...


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request comes from, as far as people want to read it in their list of sessions."""

    address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session with its tokens; they are shown to nobody but the one who signs in."""

    user: User
    session: Session
    access_token: str
    access_expires_at: datetime
    refresh_token: str


async def count_attempt(services: AccountServices, *keys: str, limit: int | None = None) -> None:
    """Count one attempt under each key; raises RATE_LIMITED. Default: the sign-in limit."""
    allowed = limit or services.settings.login_attempts
    decisions = [await services.limiter.hit(key, allowed, ATTEMPTS_WINDOW_S) for key in keys]
    wait_s = max((d.retry_after_s for d in decisions if not d.allowed), default=0.0)
    if wait_s:
        message = f"Too many attempts; try again in {wait_s:.0f} s."
        raise DomainError(ErrorCode.RATE_LIMITED, message, retry_after_s=wait_s)


async def forgive_attempt(services: AccountServices, *keys: str) -> None:
    """Take an attempt back that succeeded: only failures use up the limit."""
    for key in keys:
        limit = services.settings.login_attempts
        await services.limiter.hit(key, limit, ATTEMPTS_WINDOW_S, cost=-1)
