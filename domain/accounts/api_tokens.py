"""API tokens: keys of machines, shown once, kept as a hash."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from domain.accounts.people import lock_user, require_session
from domain.accounts.secrets import hash_token, random_token
from domain.actors import Actor
from domain.errors import ErrorCode, invalid, not_found
from domain.events import NewEvent
from domain.ids import is_id, new_id
from domain.models import ApiToken
from domain.names import clean_name
from domain.policy import require_admin, require_known
from domain.text import check_id, check_moment
from domain.unit_of_work import UnitOfWork
from domain.vocabulary import EventKind, Scope, SubjectType

PREFIX: Final = "dwk_"
LONGEST: Final = timedelta(days=366)
MAX_TOKENS: Final = 50
_HINT_LENGTH: Final = 4


async def create_api_token(
    uow: UnitOfWork, name: str, scopes: Iterable[Scope], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A token of one's own, at most a year old when it ends, and its only showing."""
    user = await lock_user(uow, require_session(uow.actor))
    name = clean_name(name, "name")
    chosen = sorted({Scope.READ, *scopes})
    if Scope.ADMIN in chosen and not uow.actor.is_admin:
        raise invalid("Only an admin's token can have the scope ADMIN.", "scopes")
    if expires_at is not None:
        expires_at = check_moment(expires_at, "expiresAt")
    if expires_at is not None and not uow.now < expires_at <= uow.now + LONGEST:
        message = "A token ends within a year from now."
        raise invalid(message, "expiresAt", code=ErrorCode.OUT_OF_RANGE)
    if await _living(user.id).using_db(uow.db).count() >= MAX_TOKENS:
        message = f"You have {MAX_TOKENS} API tokens: revoke one first."
        raise invalid(message, code=ErrorCode.OUT_OF_RANGE)
    token = random_token(PREFIX)
    row = await ApiToken.create(
        id=new_id("atk"),
        user_id=user.id,
        name=name,
        token_hash=hash_token(token),
        hint=token[-_HINT_LENGTH:],
        scopes=[scope.value for scope in chosen],
        created_at=uow.now,
        expires_at=expires_at,
        using_db=uow.db,
    )
    uow.record(_event(EventKind.API_TOKEN_CREATED, row))
    return row, token


async def revoke_api_token(uow: UnitOfWork, token_id: str) -> ApiToken:
    """End a token of one's own, or as an admin anybody's; ended ones may be ended again."""
    own_id = require_session(uow.actor)
    rows = ApiToken.filter(id=check_id(token_id, "API token", "id")).using_db(uow.db)
    row = await rows.select_for_update(no_key=True).get_or_none()
    if row is None or (row.user_id != own_id and not uow.actor.is_admin):
        raise not_found("API token", "id")
    await _revoke(uow, row)
    return row


async def revoke_api_tokens_of(uow: UnitOfWork, user_id: str) -> None:
    """End all tokens of a person; asks no policy."""
    for row in await _living(user_id).using_db(uow.db).select_for_update(no_key=True):
        await _revoke(uow, row)


def living_api_tokens(actor: Actor, user_id: str | None = None) -> QuerySet[ApiToken]:
    """Tokens that are not revoked: one's own, or for an admin anybody's."""
    own_id = require_known(actor)
    wanted = own_id if user_id is None else user_id
    if wanted != own_id and not (actor.is_admin and is_id(wanted, "usr")):
        raise not_found("user", "userId")
    if wanted != own_id:
        require_admin(actor)
    return _living(wanted)


def everybodys_api_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """All tokens that are not revoked, for admins."""
    require_admin(actor)
    return ApiToken.filter(revoked_at=None)


async def note_api_token_use(uow: UnitOfWork, token_id: str) -> None:
    """Remember that a token was used; written once a minute at most."""
    stale = uow.now - timedelta(minutes=1)
    is_due = Q(last_used_at=None) | Q(last_used_at__lt=stale)
    await ApiToken.filter(is_due, id=token_id).using_db(uow.db).update(last_used_at=uow.now)


def _living(user_id: str) -> QuerySet[ApiToken]:
    return ApiToken.filter(user_id=user_id, revoked_at=None)


async def _revoke(uow: UnitOfWork, row: ApiToken) -> None:
    if row.revoked_at is None:
        row.revoked_at = uow.now
        await row.save(using_db=uow.db, update_fields=("revoked_at",))
        uow.record(_event(EventKind.API_TOKEN_REVOKED, row))


def _event(kind: EventKind, row: ApiToken) -> NewEvent:
    return NewEvent(kind, SubjectType.API_TOKEN, row.id, data={"userId": row.user_id})
