"""Sessions: started, rotated, listed, revoked."""

from datetime import timedelta
from typing import Final

from tortoise.queryset import QuerySet

from domain.accounts.access_tokens import issue_access_token
from domain.accounts.people import lock_user, require_session
from domain.accounts.refresh_tokens import is_genuine, parse_refresh_token, refresh_token_of
from domain.accounts.services import Client, SignIn
from domain.actors import SYSTEM, Actor
from domain.clock import now
from domain.errors import DomainError, ErrorCode, not_found
from domain.events import NewEvent
from domain.ids import is_id, new_id
from domain.models import Session, User
from domain.policy import require_admin, require_known
from domain.settings import Settings
from domain.text import check_id
from domain.unit_of_work import UnitOfWork, transact
from domain.vocabulary import EventKind, SubjectType

GRACE_S: Final = 30
_USER_AGENT_LENGTH: Final = 300
_ADDRESS_LENGTH: Final = 64


async def start_session(
    uow: UnitOfWork, user_id: str, password_hash: str, client: Client, settings: Settings
) -> tuple[User, Session]:
    """Sign somebody in whose password matched `password_hash`, unless it changed meanwhile."""
    user = await lock_user(uow, user_id)
    if user.password_hash != password_hash:
        raise DomainError(ErrorCode.INVALID_CREDENTIALS, "The password was just changed.")
    session = await Session.create(
        id=new_id("ses"),
        user_id=user.id,
        created_at=uow.now,
        rotated_at=uow.now,
        expires_at=uow.now + timedelta(days=settings.session_days),
        user_agent=client.user_agent[:_USER_AGENT_LENGTH],
        address=client.address[:_ADDRESS_LENGTH],
        using_db=uow.db,
    )
    uow.record(_event(EventKind.SESSION_STARTED, session))
    return user, session


async def refresh_session(settings: Settings, token: str) -> SignIn:
    """The successor of a refresh token; raises TOKEN_INVALID.

    The token before the present one gives the same successor for `GRACE_S` seconds: two
    tabs may refresh at once. Any older one has been copied, and ends the session.
    """
    rotated = await transact(_rotate, SYSTEM, settings, token)
    if rotated is None:
        path = ("input", "refreshToken")
        raise DomainError(ErrorCode.TOKEN_INVALID, "This session has ended: sign in again.", path)
    return sign_in_result(settings, *rotated)


def sign_in_result(settings: Settings, user: User, session: Session) -> SignIn:
    token, expires_at = issue_access_token(settings, user.id, session.id, now())
    return SignIn(user, session, token, expires_at, refresh_token_of(settings, session))


def living_sessions(actor: Actor, user_id: str | None = None) -> QuerySet[Session]:
    """Sessions that have not ended: one's own, or for an admin anybody's."""
    own_id = require_known(actor)
    wanted = own_id if user_id is None else user_id
    if wanted != own_id and not (actor.is_admin and is_id(wanted, "usr")):
        raise not_found("user", "userId")
    if wanted != own_id:
        require_admin(actor)
    return Session.filter(user_id=wanted, revoked_at=None, expires_at__gt=now())


def everybodys_sessions(actor: Actor) -> QuerySet[Session]:
    """All sessions that have not ended, for admins."""
    require_admin(actor)
    return Session.filter(revoked_at=None, expires_at__gt=now())


async def revoke_session(uow: UnitOfWork, session_id: str) -> Session:
    """End a session of one's own, or as an admin anybody's; ended ones may be ended again."""
    own_id = require_session(uow.actor)
    session = await _lock_session(uow, check_id(session_id, "session", "id"))
    if session is None or (session.user_id != own_id and not uow.actor.is_admin):
        raise not_found("session", "id")
    await _end(uow, session)
    return session


async def revoke_other_sessions(uow: UnitOfWork) -> int:
    """End all of one's sessions but the present one; returns how many."""
    return await end_sessions(uow, require_session(uow.actor), keep_id=uow.actor.session_id)


async def end_sessions(uow: UnitOfWork, user_id: str, keep_id: str | None = None) -> int:
    """End all living sessions of a person; asks no policy."""
    living = Session.filter(user_id=user_id, revoked_at=None).using_db(uow.db).order_by("id")
    ended = [s for s in await living.select_for_update(no_key=True) if s.id != keep_id]
    for session in ended:
        await _end(uow, session)
    return len(ended)


async def log_out(uow: UnitOfWork, settings: Settings, refresh_token: str | None = None) -> None:
    """End the session one is in, or the one whose refresh token is shown; never complains."""
    session_id = uow.actor.session_id
    claims = parse_refresh_token(refresh_token) if refresh_token else None
    if session_id is not None:
        session = await _lock_session(uow, session_id)
    elif claims is not None:
        session = await _lock_session(uow, claims.session_id)
        if session is not None and not is_genuine(settings, claims, session):
            return
    else:
        return
    if session is not None:
        await _end(uow, session)


async def _rotate(uow: UnitOfWork, settings: Settings, token: str) -> tuple[User, Session] | None:
    claims = parse_refresh_token(token)
    session = await _lock_session(uow, claims.session_id) if claims else None
    if claims is None or session is None or not is_genuine(settings, claims, session):
        return None
    user = await User.get_or_none(id=session.user_id, deleted_at=None, using_db=uow.db)
    if user is None or session.revoked_at is not None or session.expires_at <= uow.now:
        return None
    if claims.generation == session.generation:
        session.generation += 1
        session.rotated_at = uow.now
        session.expires_at = uow.now + timedelta(days=settings.session_days)
        fields = ("generation", "rotated_at", "expires_at")
        await session.save(using_db=uow.db, update_fields=fields)
        return user, session
    age = uow.now - session.rotated_at
    if claims.generation == session.generation - 1 and age <= timedelta(seconds=GRACE_S):
        return user, session
    await _end(uow, session, reason="refresh token used again")
    return None


async def _lock_session(uow: UnitOfWork, session_id: str) -> Session | None:
    rows = Session.filter(id=session_id).using_db(uow.db)
    return await rows.select_for_update(no_key=True).get_or_none()


async def _end(uow: UnitOfWork, session: Session, reason: str | None = None) -> None:
    if session.revoked_at is not None:
        return
    session.revoked_at = uow.now
    await session.save(using_db=uow.db, update_fields=("revoked_at",))
    uow.record(_event(EventKind.SESSION_REVOKED, session, reason))


def _event(kind: EventKind, session: Session, reason: str | None = None) -> NewEvent:
    data = {"userId": session.user_id} | ({"reason": reason} if reason else {})
    return NewEvent(kind, SubjectType.SESSION, session.id, data=data)
