"""Links sent by mail: each works once, for a while, and only the newest of its kind."""

import base64
from datetime import timedelta
from typing import Final

from tortoise.queryset import QuerySet

from domain.accounts.secrets import hash_token, random_token
from domain.errors import DomainError, ErrorCode
from domain.ids import new_id
from domain.models import OneTimeToken
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import OneTimePurpose

LIFETIMES: Final = {
    OneTimePurpose.PASSWORD_RESET: timedelta(hours=1),
    OneTimePurpose.EMAIL_CONFIRMATION: timedelta(hours=48),
}


async def make_one_time_token(
    uow: UnitOfWork,
    user_id: str,
    purpose: OneTimePurpose,
    *,
    lifetime: timedelta | None = None,
    address: str = "",
) -> str:
    """A new token, which ends all earlier ones of the same purpose.

    It can carry an address, for which its stored hash vouches.
    """
    earlier = OneTimeToken.filter(user_id=user_id, purpose=purpose)
    await earlier.using_db(uow.db).delete()
    token = random_token()
    if address:
        token += "." + base64.urlsafe_b64encode(address.encode()).decode().rstrip("=")
    await OneTimeToken.create(
        id=new_id("ott"),
        user_id=user_id,
        purpose=purpose,
        token_hash=hash_token(token),
        created_at=uow.now,
        expires_at=uow.now + (lifetime or LIFETIMES[purpose]),
        using_db=uow.db,
    )
    return token


async def use_one_time_token(uow: UnitOfWork, token: str, purpose: OneTimePurpose) -> str:
    """The user id a token stands for, used up by asking; raises TOKEN_INVALID."""
    usable = _unused(token, purpose).filter(expires_at__gt=uow.now).using_db(uow.db)
    row = await usable.select_for_update(no_key=True).get_or_none()
    if row is None:
        message = "This link has been used, replaced, or has expired: ask for a new one."
        raise DomainError(ErrorCode.TOKEN_INVALID, message, ("input", "token"))
    row.used_at = uow.now
    await row.save(using_db=uow.db, update_fields=("used_at",))
    return row.user_id


def address_in(token: str) -> str:
    """The address that a token carries, which must have been found good; empty if none."""
    carried = token.partition(".")[2]
    return base64.urlsafe_b64decode(carried + "=" * (-len(carried) % 4)).decode()


async def find_token_owner(token: str, purpose: OneTimePurpose) -> str | None:
    """Whose unused token this is; it may have expired."""
    row = await _unused(token, purpose).get_or_none()
    return row.user_id if row else None


def _unused(token: str, purpose: OneTimePurpose) -> QuerySet[OneTimeToken]:
    return OneTimeToken.filter(token_hash=hash_token(token), purpose=purpose, used_at=None)
